import { readFileSync, writeFileSync } from 'node:fs';
import { generateSigningKeys, type SigningKeys } from '../../src/sandbox/idp/signing-keys.ts';
import type { SandboxIdpOptions } from '../../src/sandbox/idp/start.ts';
import { startTwilioStandIn } from '../../src/sandbox/twilio/start.ts';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aFolder } from '../support/a-folder.ts';
import { anOktaOrg, aSamlApp, type Json, type RunningOrg } from '../support/an-okta-org.ts';
import { flexgate } from '../support/flexgate-cli.ts';
import { freePort } from '../support/free-port.ts';

const DAY_MS = 86_400_000;
/** Of an org whose clock stands still; whole seconds, as its Date header tells no more. */
const NOON = Math.floor(Date.now() / DAY_MS) * DAY_MS + DAY_MS / 2;
const GATEWAY = 'https://sso.example.com';
const ACS = `${GATEWAY}/saml/okta/acs`;

interface Finding {
  readonly check: string;
  readonly level: 'ok' | 'warn' | 'fail';
  readonly message: string;
  readonly field?: string;
  readonly found?: string;
  readonly expected?: string;
  readonly where?: string;
}

let keys: SigningKeys;
let expiredKeys: SigningKeys;
let gatewayKeys: SigningKeys;
let twilio: TwilioStandIn;
let org: RunningOrg;
let folder: ReturnType<typeof aFolder>;
let file: string;
/** What was told, for the reader of the test run. */
const told: string[] = [];

beforeAll(async () => {
  [keys, expiredKeys, gatewayKeys] = await Promise.all([
    generateSigningKeys('test', Date.now()),
    generateSigningKeys('test', Date.now() - 11 * 365 * DAY_MS),
    generateSigningKeys('gateway', Date.now()),
  ]);
});
afterAll(() =>
  process.stdout.write(`| mistake | answer | where it is changed |\n| --- | --- | --- |\n${told.join('')}`),
);

const configText = (connection = ''): string => `publicUrl: ${GATEWAY}
store: redis+unix://${process.env['REDIS_TEST_URL']}
returnTo: [https://flex.twilio.com/your-app-1234]
twilio:
  accountSid: ${twilio.accountSid}
  apiKey: { sid: ${twilio.apiKey.sid}, secret: ${twilio.apiKey.secret} }
  workspaceSid: ${twilio.workspaceSid}
  conversationsServiceSid: ${twilio.conversationsServiceSid}
  baseUrl: ${twilio.url}
  retries: 0
${connection}`;

const run = async (argv: readonly string[], now = Date.now()): Promise<readonly Finding[]> => {
  const { err, out } = await flexgate([...argv, '--config', file, '--json'], { env: org.env, now });
  if (out === '') throw new Error(err);
  return (JSON.parse(out) as { results: Finding[] }).results;
};
const verify = (now?: number): Promise<readonly Finding[]> => run(['okta', 'verify'], now);
const doctor = async (now?: number): Promise<readonly Finding[]> => {
  const { OKTA_ORG: _, ...env } = org.env;
  const { out, err } = await flexgate(['doctor', '--config', file, '--json'], {
    env,
    ...(now !== undefined && { now }),
  });
  if (out === '') throw new Error(err);
  return (JSON.parse(out) as { results: Finding[] }).results;
};

async function connectedOrg(options: Partial<SandboxIdpOptions> = {}): Promise<void> {
  org = await anOktaOrg({ keys, ...options });
  file = folder.write('flexgate.yaml', configText());
  const groups = ['--groups', 'fixtures/okta/groups.yaml', '--write', '--yes'];
  const setup = await flexgate(['okta', 'setup', '--config', file, ...groups], { env: org.env });
  if (setup.code !== 0) throw new Error(setup.err);
}

async function anotherOrg(options: Partial<SandboxIdpOptions>): Promise<void> {
  await org.close();
  await connectedOrg(options);
}

beforeEach(async () => {
  folder = aFolder();
  twilio = await startTwilioStandIn({ actionRateLimit: null });
  await connectedOrg();
});
afterEach(async () => {
  await Promise.all([org.close(), twilio.close()]);
  folder.remove();
});

/** In the app: these settings instead. */
async function change(signOn: Json | ((now: Json) => Json)): Promise<void> {
  const app = await org.app();
  const next = typeof signOn === 'function' ? signOn(app.settings.signOn) : signOn;
  await org.api('PUT', `/apps/${app.id}`, {
    ...app,
    settings: { ...app.settings, signOn: { ...app.settings.signOn, ...next } },
  });
}

const changeStatement = (name: string, next: Json | undefined): Promise<void> =>
  change(({ attributeStatements }) => ({
    attributeStatements: (attributeStatements as Json[]).flatMap((each) => {
      if (each['name'] !== name) return [each];
      return next === undefined ? [] : [{ ...each, ...next }];
    }),
  }));

async function changeRoles(next: Json | null): Promise<void> {
  const { id } = await org.app();
  const path = `/meta/schemas/apps/${id}/default`;
  const schema = await org.api<{ definitions: { custom: { properties: { roles: Json } } } }>('GET', path);
  const roles = next === null ? null : { ...schema.definitions.custom.properties.roles, ...next };
  await org.api('POST', path, { definitions: { custom: { properties: { roles } } } });
}

const base64Of = ({ certificate }: SigningKeys): string => certificate.replaceAll(/-----[A-Z ]+-----|\s/g, '');
const indented = (text: string): string =>
  text
    .trim()
    .split('\n')
    .map((line) => `        ${line}`)
    .join('\n');

const reconfigure = (edit: (text: string) => string): void => writeFileSync(file, edit(readFileSync(file, 'utf8')));

interface Mistake {
  readonly mistake: string;
  readonly make: () => Promise<void> | void;
  readonly check: string;
  readonly level?: 'warn' | 'fail';
  /** Part of the message. */
  readonly says: string | RegExp;
  readonly field: string;
  readonly where: string;
  readonly found?: string;
  readonly expected?: string;
  readonly look?: () => Promise<readonly Finding[]>;
}

const IN_SAML = 'Applications > Applications > Flexgate > General > SAML Settings > Edit > Configure SAML';
const PROFILE = 'Directory > Profile Editor > Flexgate User > Attributes > roles';
const CONFIG = 'the configuration of the gateway';

const MISTAKES: readonly Mistake[] = [
  {
    mistake: 'another ACS',
    make: () => change({ ssoAcsUrl: `${GATEWAY}/saml/okta2/acs` }),
    check: 'okta.acs',
    says: 'from character 34 on it says “2/acs” instead of “/acs”',
    field: 'Single sign-on URL',
    found: `${GATEWAY}/saml/okta2/acs`,
    expected: ACS,
    where: `${IN_SAML} > Single sign-on URL`,
  },
  {
    mistake: 'a slash at the end of the ACS',
    make: () => change({ ssoAcsUrl: `${ACS}/` }),
    check: 'okta.acs',
    says: 'only the slash at the end differs: there is one too many',
    field: 'Single sign-on URL',
    where: `${IN_SAML} > Single sign-on URL`,
  },
  {
    mistake: 'http instead of https in the recipient',
    make: () => change({ recipient: ACS.replace('https', 'http') }),
    check: 'okta.recipient',
    says: 'only the scheme differs: it begins with http://',
    field: 'Recipient URL',
    where: `${IN_SAML} > Recipient URL`,
  },
  {
    mistake: 'another destination',
    make: () => change({ destination: 'https://login.flex.us1.twilio.com/login/callback' }),
    check: 'okta.destination',
    says: 'from character 9 on',
    field: 'Destination URL',
    where: `${IN_SAML} > Destination URL`,
  },
  {
    mistake: 'a slash at the end of the audience',
    make: () => change({ audience: `${GATEWAY}/saml/okta/metadata/` }),
    check: 'okta.audience',
    says: 'only the slash at the end differs: there is one too many. The gateway refuses the assertion (SAML_AUDIENCE_MISMATCH)',
    field: 'Audience URI (SP Entity ID)',
    where: `${IN_SAML} > Audience URI (SP Entity ID)`,
  },
  {
    mistake: 'another letter case in the audience',
    make: () => change({ audience: `${GATEWAY}/SAML/okta/metadata` }),
    check: 'okta.audience',
    says: 'only upper and lower case differ',
    field: 'Audience URI (SP Entity ID)',
    where: `${IN_SAML} > Audience URI (SP Entity ID)`,
  },
  {
    mistake: 'the audience of another service',
    make: () => change({ audience: 'urn:flex:JQ0001' }),
    check: 'okta.audience',
    says: 'it is another text altogether',
    field: 'Audience URI (SP Entity ID)',
    where: `${IN_SAML} > Audience URI (SP Entity ID)`,
  },
  {
    mistake: 'the response is not signed',
    make: () => change({ responseSigned: false }),
    check: 'okta.response-signed',
    says: 'The response is not signed, and connections.okta.signed is both: every login is refused',
    field: 'Response',
    where: `${IN_SAML} > Show Advanced Settings > Response`,
  },
  {
    mistake: 'the assertion is not signed',
    make: () => change({ assertionSigned: false }),
    check: 'okta.assertion-signed',
    says: 'The assertion is not signed, and connections.okta.signed is both',
    field: 'Assertion Signature',
    where: `${IN_SAML} > Show Advanced Settings > Assertion Signature`,
  },
  {
    mistake: 'signatures by SHA-1',
    make: () => change({ signatureAlgorithm: 'RSA_SHA1' }),
    check: 'okta.algorithms',
    says: 'Signature Algorithm is SHA-1, which can be forged',
    field: 'Signature Algorithm',
    where: `${IN_SAML} > Show Advanced Settings > Signature Algorithm`,
  },
  {
    mistake: 'an attribute in another letter case',
    make: () => changeStatement('roles', { name: 'Roles' }),
    check: 'okta.attribute.roles',
    says: 'The app sends “Roles” where “roles” is expected: only upper and lower case differ, and they count',
    field: 'Attribute Statements > roles',
    found: 'Roles',
    where: `${IN_SAML} > Attribute Statements`,
  },
  {
    mistake: 'an attribute under the name of another product',
    make: () => changeStatement('email', { name: 'http://schemas.example.com/claims/email' }),
    check: 'okta.attribute.email',
    says: 'where “email” is expected: names are compared whole',
    field: 'Attribute Statements > email',
    where: `${IN_SAML} > Attribute Statements`,
  },
  {
    mistake: 'no full_name',
    make: () => changeStatement('full_name', undefined),
    check: 'okta.attribute.full_name',
    says: 'The app sends no attribute “full_name”. Name it “full_name” with the value user.firstName + " " + user.lastName',
    field: 'Attribute Statements > full_name',
    where: `${IN_SAML} > Attribute Statements`,
  },
  {
    mistake: 'another name format',
    make: () => changeStatement('roles', { namespace: 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri' }),
    check: 'okta.name-format',
    level: 'warn',
    says: 'The name format of “roles” is not Unspecified',
    field: 'Attribute Statements > roles > Name format',
    found: 'uri',
    where: `${IN_SAML} > Attribute Statements`,
  },
  {
    mistake: 'roles of the Okta profile instead of the app’s',
    make: async () => {
      const url = `${org.idp.url}/api/people/ana`;
      await fetch(url, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: '{"attributes":{"roles":"agent"}}',
      });
      await changeStatement('roles', { values: ['user.roles'] });
    },
    check: 'okta.roles-value',
    says: 'The value is user.roles, the profile in Okta: roles of the assignment to this app are appuser.roles',
    field: 'Attribute Statements > roles > Value',
    found: 'user.roles',
    where: `${IN_SAML} > Attribute Statements`,
  },
  {
    mistake: 'the roles joined into one text',
    make: () => changeStatement('roles', { values: ['Arrays.toCsvString(appuser.roles)'] }),
    check: 'okta.roles-value',
    says: 'The roles are joined into one text',
    field: 'Attribute Statements > roles > Value',
    where: `${IN_SAML} > Attribute Statements`,
  },
  {
    mistake: 'roles as one string',
    make: async () => {
      await changeRoles(null);
      const { id } = await org.app();
      await org.api('POST', `/meta/schemas/apps/${id}/default`, {
        definitions: { custom: { properties: { roles: { title: 'Roles', type: 'string', scope: 'NONE' } } } },
      });
    },
    check: 'okta.roles-type',
    says: 'roles is one value, not a list',
    field: 'Data type',
    found: 'string',
    where: PROFILE,
  },
  {
    mistake: 'roles cannot be set on groups',
    make: () => changeRoles({ scope: 'SELF', union: 'DISABLE' }),
    check: 'okta.roles-scope',
    says: 'roles cannot be set on a group: it is a personal attribute',
    field: 'Attribute type',
    where: PROFILE,
  },
  {
    mistake: 'roles of groups are not combined',
    make: () => changeRoles({ union: 'DISABLE' }),
    check: 'okta.roles-union',
    level: 'warn',
    says: 'Roles of several groups are not combined: only those of the group with the highest priority count',
    field: 'Group Priority',
    where: PROFILE,
  },
  {
    mistake: 'a role that cannot be chosen, and one that nobody knows',
    make: () => {
      const values = ['agent', 'supervisor', 'boss'];
      return changeRoles({
        items: { type: 'string', enum: values, oneOf: values.map((value) => ({ const: value, title: value })) },
      });
    },
    check: 'okta.roles-values',
    level: 'warn',
    says: 'The gateway does not know boss (connections.okta.roles.aliases can say what is meant)',
    field: 'Enum',
    where: PROFILE,
  },
  {
    mistake: 'an individual assignment hides the groups’ roles',
    make: async () => {
      const [{ id }, user] = [await org.app(), await org.api<{ id: string }>('GET', '/users/mika@corp.example')];
      await org.api('POST', `/apps/${id}/users`, { id: user.id, scope: 'USER', profile: { roles: ['agent'] } });
    },
    check: 'okta.user-hides-groups',
    level: 'warn',
    says: 'mika@corp.example is assigned individually, with agent: what the groups give does not count, flex-supervisors (supervisor)',
    field: 'mika@corp.example > roles',
    found: 'agent',
    expected: 'agent, supervisor',
    where: 'Applications > Applications > Flexgate > Assignments > People',
  },
  {
    mistake: 'an individual assignment without roles hides the groups’',
    make: async () => {
      const [{ id }, user] = [await org.app(), await org.api<{ id: string }>('GET', '/users/mika@corp.example')];
      await org.api('POST', `/apps/${id}/users`, { id: user.id, scope: 'USER', profile: {} });
    },
    check: 'okta.user-hides-groups',
    says: 'mika@corp.example is assigned individually, with no roles',
    field: 'mika@corp.example > roles',
    where: 'Applications > Applications > Flexgate > Assignments > People',
  },
  {
    mistake: 'the app is assigned to nobody',
    make: async () => {
      const { id } = await org.app();
      for (const group of await org.api<{ id: string }[]>('GET', `/apps/${id}/groups`)) {
        await org.api('DELETE', `/apps/${id}/groups/${group.id}`);
      }
    },
    check: 'okta.assigned',
    says: 'The app is assigned to nobody',
    field: 'Assignments',
    where: 'Applications > Applications > Flexgate > Assignments > Assign',
  },
  {
    mistake: 'a group without roles',
    make: async () => {
      const { id } = await org.app();
      const [group] = await org.api<{ id: string }[]>('GET', '/groups?q=CC-Agents');
      await org.api('PUT', `/apps/${id}/groups/${group?.id ?? ''}`, {});
    },
    check: 'okta.group',
    level: 'warn',
    says: 'The group CC-Agents is assigned without roles',
    field: 'CC-Agents > roles',
    where: 'Applications > Applications > Flexgate > Assignments > Groups',
  },
  {
    mistake: 'a rule on a group that the group statement’s filter holds back',
    make: () =>
      reconfigure(
        (text) =>
          `${text}    roles:\n      rules:\n        - { name: night, when: { attribute: groups, in: [flex-agents, Night Shift] }, grant: [agent] }\n`,
      ),
    check: 'okta.rule-group',
    says: 'The rule “night” asks for “Night Shift” in “groups”, which the app never sends: its filter is groups starts with “flex-”. Change the filter',
    field: 'Group Attribute Statements > groups > Filter',
    found: 'groups starts with “flex-”',
    expected: 'a filter that lets “Night Shift” through',
    where: 'Configure SAML > Group Attribute Statements',
  },
  {
    mistake: 'an inactive app',
    make: async () => {
      await org.api('POST', `/apps/${(await org.app()).id}/lifecycle/deactivate`);
    },
    check: 'okta.active',
    says: 'The app “Flexgate” is not active: nobody can open it',
    field: 'Status',
    found: 'INACTIVE',
    where: 'Applications > Applications > Flexgate > Inactive > Activate',
  },
  {
    mistake: 'an app without an access policy, on Identity Engine',
    make: async () => {
      await anotherOrg({ policyForNewApps: false });
      const app = await org.app();
      await org.api('PUT', `/apps/${app.id}`, { ...app, label: 'Flexgate (old)' });
      await org.api('POST', '/apps', aSamlApp());
    },
    check: 'okta.access-policy',
    level: 'warn',
    says: 'The app “Flexgate” has no access policy, which on Okta Identity Engine says how people prove who they are',
    field: 'User authentication > Authentication policy',
    found: 'none',
    where: 'Applications > Applications > Flexgate > Sign On > User authentication > Edit',
  },
  {
    mistake: 'no app of this name',
    make: async () => {
      const app = await org.app();
      await org.api('PUT', `/apps/${app.id}`, { ...app, label: 'Flexgate (old)' });
    },
    check: 'okta.app',
    says: 'There is no app labelled “Flexgate” in the org',
    field: 'App name',
    where: 'Applications > Applications',
  },
  {
    mistake: 'an expired certificate',
    make: () => anotherOrg({ keys: expiredKeys }),
    check: 'certificate.expired',
    says: /The certificate .{17}… of connection okta expired on \d{4}-\d\d-\d\d: make a new one and activate it/,
    field: 'connections.okta.idp.certificates',
    where: 'Sign On > SAML Signing Certificates',
  },
  {
    mistake: 'a rotated key, and certificates written down in the configuration',
    make: async () => {
      reconfigure((text) =>
        text.replace(/( +)metadataUrl: .*\n/, (line, indent: string) => {
          const ssoUrl = line
            .trim()
            .replace('metadataUrl: ', '')
            .replace('/metadata', '')
            .replace('/app/', '/app/sandbox_flexgate_2/');
          return `${indent}ssoUrl: ${ssoUrl}\n${indent}certificates:\n${indent}  - |\n${indented(keys.certificate).replaceAll(/^/gm, '    ')}\n`;
        }),
      );
      const app = await org.app();
      const key = await org.api<{ kid: string }>('POST', `/apps/${app.id}/credentials/keys/generate?validityYears=2`);
      await org.api('PUT', `/apps/${app.id}`, { ...app, credentials: { signing: { kid: key.kid } } });
    },
    check: 'certificate.active',
    says: /The key of the app was changed: the one that signs now \(kid [\w-]{43}\) is not among the 1 that the gateway trusts/,
    field: 'connections.okta.idp.certificates',
    where: 'Sign On > SAML Signing Certificates',
  },
  {
    mistake: 'a trusted certificate that is none of the app’s',
    make: () =>
      reconfigure((text) =>
        text.replace(
          /( +)entityId: .*\n/,
          (line, indent: string) =>
            `${line}${indent}certificates:\n${[keys, gatewayKeys].map((each) => `${indent}  - |\n${indented(each.certificate).replaceAll(/^/gm, '    ')}\n`).join('')}`,
        ),
      ),
    check: 'certificate.stranger',
    level: 'warn',
    says: 'The gateway trusts a certificate that is none of the app’s keys',
    field: 'connections.okta.idp.certificates',
    where: 'Sign On > SAML Signing Certificates',
  },
  {
    mistake: 'encryption, and the gateway has no key',
    make: () =>
      change({
        assertionEncryption: {
          enabled: true,
          encryptionAlgorithm: 'AES256_GCM',
          keyTransportAlgorithm: 'RSA_OAEP',
          x5c: [base64Of(keys)],
        },
      }),
    check: 'okta.encryption',
    says: 'Assertions are encrypted, and the gateway has no key to decrypt them',
    field: 'Encryption Certificate',
    where: `${IN_SAML} > Show Advanced Settings > Assertion Encryption`,
  },
  {
    mistake: 'encryption for another certificate',
    make: async () => {
      decryptingGateway();
      await change({
        assertionEncryption: {
          enabled: true,
          encryptionAlgorithm: 'AES256_GCM',
          keyTransportAlgorithm: 'RSA_OAEP',
          x5c: [base64Of(keys)],
        },
      });
    },
    check: 'okta.encryption',
    says: 'Assertions are encrypted for another certificate than the gateway’s',
    field: 'Encryption Certificate',
    where: `${IN_SAML} > Show Advanced Settings > Assertion Encryption`,
  },
  {
    mistake: 'encryption by an algorithm that can be attacked',
    make: async () => {
      decryptingGateway();
      await change({
        assertionEncryption: {
          enabled: true,
          encryptionAlgorithm: 'AES256_CBC',
          keyTransportAlgorithm: 'RSA_OAEP',
          x5c: [base64Of(gatewayKeys)],
        },
      });
    },
    check: 'okta.encryption',
    says: 'Encryption Algorithm AES256_CBC is refused by the gateway',
    field: 'Encryption Algorithm',
    where: `${IN_SAML} > Show Advanced Settings > Assertion Encryption`,
  },
  {
    mistake: 'signed requests wanted from a gateway that does not sign',
    make: () => change({ samlSignedRequestEnabled: true, spCertificate: { x5c: [base64Of(gatewayKeys)] } }),
    check: 'okta.signed-requests',
    says: 'The app wants signed requests, and the gateway does not sign',
    field: 'Signed Requests',
    where: `${IN_SAML} > Show Advanced Settings > Signed Requests`,
  },
  {
    mistake: 'the metadata of another app in the configuration',
    make: () =>
      reconfigure((text) =>
        text.replace(/metadataUrl: .*/, `metadataUrl: ${org.idp.metadataUrl}`).replace(/ +entityId: .*\n/, ''),
      ),
    check: 'metadata.entity-id',
    says: 'Is it the metadata of another app?',
    field: 'connections.okta.idp.entityId',
    where: CONFIG,
  },
  {
    mistake: 'the gateway does not take tiles',
    make: () => reconfigure((text) => text.replace('idpInitiated: true', 'idpInitiated: false')),
    check: 'gateway.tiles',
    level: 'warn',
    says: 'A click on the tile “Flexgate” is refused (SAML_UNSOLICITED)',
    field: 'connections.okta.idpInitiated',
    where: CONFIG,
  },
  {
    mistake: 'a rule over an attribute that is not sent',
    make: () =>
      reconfigure(
        (text) => `${text}    roles: { rules: [{ when: { attribute: costCenter, equals: '7' }, grant: [agent] }] }\n`,
      ),
    check: 'okta.rule-attribute',
    level: 'warn',
    says: 'The rule “rule 1” asks for “costCenter”, which the app does not send',
    field: 'Attribute Statements > costCenter',
    where: `${IN_SAML} > Attribute Statements`,
  },
  {
    mistake: 'another Name ID format than the gateway asks for',
    make: () =>
      reconfigure(
        (text) => `${text}    sp: { nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent' }\n`,
      ),
    check: 'okta.name-id',
    says: 'Logins that start at the gateway ask for another Name ID format than the app has',
    field: 'Name ID format',
    where: `${IN_SAML} > Name ID format`,
  },
  {
    mistake: 'a Name ID that is another at each login',
    make: () => change({ subjectNameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' }),
    check: 'okta.name-id',
    says: 'The Name ID format is Transient, for a person who is another at each login: every login is refused.',
    field: 'Name ID format',
    where: `${IN_SAML} > Name ID format`,
  },
  {
    mistake: 'a clock that is ten minutes ahead',
    make: () => anotherOrg({ clock: () => NOON }),
    look: () => verify(NOON + 600_000),
    check: 'clock',
    says: 'The clock of this machine is 600 s ahead of Okta’s, more than the allowed 120 s',
    field: 'system time',
    where: 'this machine',
  },
  {
    mistake: 'a clock that is ten minutes behind (doctor, by the metadata’s server)',
    make: () => anotherOrg({ clock: () => NOON }),
    look: () => doctor(NOON - 600_000),
    check: 'clock',
    says: /The clock of this machine is 600 s behind 127\.0\.0\.1:\d+’s, more than the allowed 120 s/,
    field: 'system time',
    where: 'this machine',
  },
  {
    mistake: 'metadata that cannot be reached',
    make: async () => {
      const port = await freePort();
      reconfigure((text) => text.replace(/metadataUrl: .*/, `metadataUrl: http://127.0.0.1:${port}/metadata`));
    },
    look: () => doctor(),
    check: 'metadata',
    says: /metadata cannot be used, and the gateway does not start: http:\/\/127\.0\.0\.1:\d+\/metadata does not answer/,
    field: 'connections.okta.idp',
    where: CONFIG,
  },
  {
    mistake: 'a Redis that is not there',
    make: () => reconfigure((text) => text.replace(/store: .*/, 'store: redis://127.0.0.1:1')),
    look: () => doctor(),
    check: 'store',
    says: 'Redis does not answer',
    field: 'store',
    found: 'redis://127.0.0.1:1',
    where: CONFIG,
  },
  {
    mistake: 'a wrong password of Redis',
    make: () => reconfigure((text) => text.replace('redis+unix://', 'redis+unix://nobody:a-wrong-password@')),
    look: () => doctor(),
    check: 'store',
    says: 'Redis refuses the user name or password of the store address',
    field: 'store',
    where: CONFIG,
  },
  {
    mistake: 'a wrong secret of the Twilio key',
    make: () => reconfigure((text) => text.replace(/secret: [^ }]+/, 'secret: not-the-secret')),
    look: () => doctor(),
    check: 'twilio.workspace',
    says: 'Twilio refuses the credentials',
    field: 'twilio.accountSid, twilio.apiKey.sid, twilio.apiKey.secret',
    where: 'Twilio Console > Account > API keys & tokens',
  },
  {
    mistake: 'the SID of another account',
    make: () => reconfigure((text) => text.replace(/accountSid: .*/, `accountSid: AC${'0'.repeat(32)}`)),
    look: () => doctor(),
    check: 'twilio.workspace',
    says: 'The key belongs to another account',
    field: 'twilio.accountSid',
    found: `AC${'0'.repeat(32)}`,
    where: 'Twilio Console > Account > Account SID',
  },
  {
    mistake: 'the SID of another workspace',
    make: () => reconfigure((text) => text.replace(/workspaceSid: .*/, `workspaceSid: WS${'0'.repeat(32)}`)),
    look: () => doctor(),
    check: 'twilio.workspace',
    says: 'The account has no TaskRouter workspace with this SID',
    field: 'twilio.workspaceSid',
    found: `WS${'0'.repeat(32)}`,
    where: 'Twilio Console > TaskRouter > Workspaces',
  },
  {
    mistake: 'the SID of another Conversations Service',
    make: () =>
      reconfigure((text) =>
        text.replace(/conversationsServiceSid: .*/, `conversationsServiceSid: IS${'0'.repeat(32)}`),
      ),
    look: () => doctor(),
    check: 'twilio.conversations-service',
    says: 'The account has no Conversations Service with this SID',
    field: 'twilio.conversationsServiceSid',
    where: 'Twilio Console > Conversations > Services',
  },
  {
    mistake: 'no service role supervisor',
    make: async () => {
      const role = twilio
        .roles()
        .find(({ friendly_name, type }) => friendly_name === 'supervisor' && type === 'service');
      const { url, conversationsServiceSid: service, apiKey } = twilio;
      const authorization = `Basic ${Buffer.from(`${apiKey.sid}:${apiKey.secret}`).toString('base64')}`;
      const path = `${url}/conversations/v1/Services/${service}/Roles/${role?.sid ?? ''}`;
      expect((await fetch(path, { method: 'DELETE', headers: { authorization } })).status).toBe(204);
    },
    look: () => doctor(),
    check: 'twilio.service-role.supervisor',
    says: 'The Conversations Service has no service role “supervisor”: supervisors are refused (SERVICE_ROLE_MISSING)',
    field: 'twilio.serviceRoles.supervisor',
    where: '`flexgate roles apply` creates it',
  },
  {
    mistake: 'no service role agent, and none in its place',
    make: () => {
      twilio.setAgentServiceRole(false);
      reconfigure((text) => text.replace('  retries: 0', '  retries: 0\n  serviceRoles: { agentMissing: refuse }'));
    },
    look: () => doctor(),
    check: 'twilio.service-role.agent',
    says: 'The Conversations Service has no service role “agent”',
    field: 'twilio.serviceRoles.agent',
    where: 'twilio.serviceRoles.agentMissing',
  },
  {
    mistake: 'an unknown key in the configuration',
    make: () => reconfigure((text) => text.replace('retries: 0', 'retrys: 0')),
    look: () => doctor(),
    check: 'config',
    says: 'unknown key “retrys”; did you mean “retries”?',
    field: 'twilio.retrys',
    where: CONFIG,
  },
];

function decryptingGateway(): void {
  const pem = (text: string): string => `|\n${indented(text)}`;
  reconfigure(
    (text) =>
      `${text}    sp:\n      decryptionKey: ${pem(gatewayKeys.privateKey)}\n      decryptionCertificate: ${pem(gatewayKeys.certificate)}\n`,
  );
}

const literally = (text: string): RegExp => new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));

test.each(MISTAKES)('$mistake', async ({ mistake, make, look = verify, ...expected }) => {
  const before = look === verify ? await verify() : [];
  expect(before.filter(({ level }) => level === 'fail')).toEqual([]);
  await make();
  const results = await look();
  const { check, says, level = 'fail', field, where, found, expected: right } = expected;
  const finding = results.find((result) => result.check === check && result.level === level);
  expect(finding).toMatchObject({
    message: expect.stringMatching(says instanceof RegExp ? says : literally(says)),
    field: expect.stringContaining(field),
    where: expect.stringContaining(where),
    ...(found !== undefined && { found }),
    ...(right !== undefined && { expected: right }),
  });
  told.push(`| ${mistake} | ${level}: ${finding?.message ?? ''} | ${finding?.where ?? ''} |\n`);
});
