import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { hiddenField, unescapeHtml } from '../sandbox/idp/running-idp.ts';
import { aGateway, aTwilioStandIn, type RunningGateway } from './a-gateway.ts';
import { cookieOf } from './a-login.ts';
import { aSamlApp, anOktaOrg, type Json, type RunningOrg } from './an-okta-org.ts';
import { ENTITY_IDS } from './gateway-addresses.ts';
import { spKey, type TestKey } from './saml-keys.ts';

/** What an operator pastes into a field of Okta's for a certificate. */
export const x5cOf = ({ certificate }: Pick<TestKey, 'certificate'>): string[] => [
  certificate.replaceAll(/-----[A-Z ]+-----|\s/g, ''),
];

const block = (name: string, pem: string): string => `  ${name}: |\n${pem.trim().replaceAll(/^/gm, '    ')}\n`;

const AUDIENCE = ENTITY_IDS.sp;

/** YAML of `sp` with a key to sign with and one to decrypt with. */
export const spYaml = (signing: TestKey = spKey(), decryption: TestKey = spKey()): string =>
  `sp:\n  entityId: ${AUDIENCE}\n` +
  block('signingKey', signing.privatePem) +
  block('signingCertificate', signing.certificate) +
  block('decryptionKey', decryption.privatePem) +
  block('decryptionCertificate', decryption.certificate);

export interface ConnectedOrg {
  readonly org: RunningOrg;
  readonly twilio: TwilioStandIn;
  readonly gateway: RunningGateway;
  readonly app: Json & { readonly id: string; readonly name: string };
  /** A further app of the org, that Mika is assigned to. */
  anotherApp(label: string, signOn: Json): Promise<{ readonly name: string }>;
  /** Changes settings of the app's sign-on. */
  change(signOn: Json): Promise<void>;
  /** A click on the tile, as the browser does it; the answer of the gateway. */
  click(person: string): Promise<Response>;
  /** The same, where it must succeed: the session's cookie. */
  logIn(person: string): Promise<string>;
  isAlive(cookie: string): Promise<boolean>;
  close(): Promise<void>;
}

/** Form fields of a page that posts itself, and where to. */
export interface AutoPost {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

export function autoPostOf(html: string): AutoPost {
  const fields = ['SAMLRequest', 'SAMLResponse', 'RelayState'].flatMap((name) => {
    const value = hiddenField(html, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const action = unescapeHtml(/<form[^>]* action="([^"]+)"/.exec(html)?.[1] ?? '');
  return { action, fields: Object.fromEntries(fields) };
}

/** Where the gateway really listens, for an address that it gave to others. */
export const atGateway = (address: string, { url }: Pick<RunningGateway, 'url'>): string =>
  address.replace(ENTITY_IDS.publicUrl, url);

const LABEL = 'Flex desk';
const ROLES = { roles: { title: 'Roles', type: 'array', scope: 'NONE', union: 'ENABLE', items: { type: 'string' } } };
const STATEMENTS = [
  { type: 'EXPRESSION', name: 'email', values: ['user.email'] },
  { type: 'EXPRESSION', name: 'full_name', values: ['user.firstName + " " + user.lastName'] },
  { type: 'EXPRESSION', name: 'roles', values: ['appuser.roles'] },
];

async function changeSignOn(org: RunningOrg, signOn: Json): Promise<void> {
  const app = await org.app(LABEL);
  const settings = { ...app.settings, signOn: { ...app.settings.signOn, ...signOn } };
  await org.api('PUT', `/apps/${app.id}`, { ...app, settings });
}

async function anApp(org: RunningOrg, signOn: Json): Promise<ConnectedOrg['app']> {
  const acs = `${ENTITY_IDS.publicUrl}/saml/okta/acs`;
  const settings = { ssoAcsUrl: acs, recipient: acs, destination: acs, audience: AUDIENCE };
  const app = await org.api<ConnectedOrg['app']>('POST', '/apps', aSamlApp({ ...settings, ...signOn }, LABEL));
  await org.api('POST', `/meta/schemas/apps/${app.id}/default`, { definitions: { custom: { properties: ROLES } } });
  for (const [login, roles] of [
    ['ana@corp.example', ['agent']],
    ['mika@corp.example', ['supervisor', 'wfo.team_leader']],
  ] as const) {
    const { id } = await org.api<{ id: string }>('GET', `/users/${login}`);
    await org.api('POST', `/apps/${app.id}/users`, { id, scope: 'USER', profile: { roles } });
  }
  // Only now: a statement may not name an attribute that the profile does not have yet.
  await changeSignOn(org, { attributeStatements: STATEMENTS });
  return app;
}

const click = async (tile: string, gateway: RunningGateway): Promise<Response> => {
  const { action, fields } = autoPostOf(await (await fetch(tile)).text());
  return fetch(atGateway(action, gateway), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(fields),
    headers: { accept: 'application/json' },
  });
};

async function logIn(tile: string, gateway: RunningGateway): Promise<string> {
  const answer = await click(tile, gateway);
  if (answer.status !== 303) throw new Error(`login answered ${answer.status}: ${await answer.text()}`);
  return cookieOf(answer);
}

const withoutRedirectLogout = (metadata: string): string =>
  metadata.replace(/<md:SingleLogoutService [^>]*HTTP-Redirect[^>]*>/, '');

export interface ConnectedOrgOptions {
  /** Over the app's settings. */
  readonly signOn?: Json;
  /** YAML in place of `sp` with its keys. */
  readonly sp?: string;
  /** The gateway is told of the org's logout address for POST only. */
  readonly sloByPost?: boolean;
  /** More YAML under `connections.okta`. */
  readonly connection?: string;
}

/** The stand-in of an Okta org and a gateway that knows one of its apps by metadata alone. */
export async function aConnectedOrg(options: ConnectedOrgOptions = {}): Promise<ConnectedOrg> {
  const [org, twilio]: [RunningOrg, TwilioStandIn] = [await anOktaOrg(), await aTwilioStandIn()];
  const app = await anApp(org, options.signOn ?? {});
  const metadata = await (await org.call('GET', `/api/v1/apps/${app.id}/sso/saml/metadata`)).text();
  const gateway = await aGateway({
    twilio,
    sp: options.sp ?? spYaml(),
    idpFacts: `metadataUrl: ${org.idp.url}/metadata`,
    ...(options.connection !== undefined && { connection: options.connection }),
    fetchText: async () => (options.sloByPost === true ? withoutRedirectLogout(metadata) : metadata),
  });
  const tile = (person: string): string => `${org.idp.url}/home/${app.name}/${person}`;
  return {
    org,
    twilio,
    gateway,
    app,
    anotherApp: async (label, signOn) => {
      const made = await org.api<{ id: string; name: string }>('POST', '/apps', aSamlApp(signOn, label));
      const { id } = await org.api<{ id: string }>('GET', '/users/mika@corp.example');
      await org.api('POST', `/apps/${made.id}/users`, { id });
      return made;
    },
    change: (signOn) => changeSignOn(org, signOn),
    click: (person) => click(tile(person), gateway),
    logIn: (person) => logIn(tile(person), gateway),
    isAlive: async (cookie) => (await fetch(`${gateway.url}/api/session`, { headers: { cookie } })).status === 200,
    close: async () => {
      await gateway.close();
      await Promise.all([org.close(), twilio.close()]);
    },
  };
}
