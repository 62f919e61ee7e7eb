import { createIdentityProvider, type IdentityProvider } from '../idp/identity-provider.ts';
import type { Directory } from '../idp/directory.ts';
import type { LogoutEvent, OfferedApp } from '../idp/offered-app.ts';
import type { OrgSessions } from '../idp/org-sessions.ts';
import type { AssertionEncryption } from '../idp/encrypt-assertion.ts';
import { fullName, type Person } from '../idp/person.ts';
import { sloUrl, type SamlApp } from '../idp/saml-app.ts';
import { pemCertificate, type SigningKeys } from '../idp/signing-keys.ts';
import type { SentAttribute } from '../idp/statements.ts';
import type { PersonView } from '../ui/person-view.ts';
import type { AppBody, AppRecord } from './app-record.ts';
import { appScope, type OrgFacts, type Signer } from './app-scope.ts';
import { evaluateStatements } from './app-statements.ts';
import { appUserValues, assignedGroups, type AppUserValues } from './app-user-values.ts';
import type { Scope } from './expression/evaluate.ts';
import { fillTemplate } from './expression/template.ts';
import type { OrgPeople } from './org-people.ts';

type SignOnSettings = AppBody['settings']['signOn'];

export interface OfferParts {
  readonly url: string;
  readonly directory: Directory;
  readonly people: OrgPeople;
  readonly facts: () => OrgFacts;
  readonly foreignKeys: () => Promise<SigningKeys>;
  readonly sessions: OrgSessions;
  readonly clock: () => number;
  /** The app sends every attribute of a person, not only those of its statements. */
  readonly sendsAll: (app: AppRecord) => boolean;
  readonly view: (person: Person) => PersonView;
  /** Told of a person who opened the app and may not. */
  readonly refused: (app: AppRecord, person: Person, reason: string) => void;
  readonly signedOn: (app: AppRecord, person: Person) => void;
  readonly loggedOut: (app: AppRecord, event: LogoutEvent) => void;
}

/** The app user name: as assigned, else from the template of the app. */
export function signerOf(
  app: AppRecord,
  person: Person,
  values: AppUserValues,
  parts: Pick<OfferParts, 'people' | 'facts'>,
): Signer {
  const signer = { person, groups: parts.people.groupsOf(person), profile: values.profile, userName: person.login };
  const given = app.users.get(person.id)?.userName;
  const template = app.body.credentials?.userNameTemplate?.template ?? '${source.login}';
  return { ...signer, userName: given ?? fillTemplate(template, appScope(app, signer, parts.facts())) };
}

/** What the app encrypts for; the stored certificate is base64 without the lines of PEM. */
function encryptionOf({ assertionEncryption }: SignOnSettings): AssertionEncryption | undefined {
  const { enabled, encryptionAlgorithm, keyTransportAlgorithm, x5c } = assertionEncryption;
  const certificate = x5c?.[0];
  if (!enabled || certificate === undefined) return undefined;
  return {
    certificate: pemCertificate(certificate),
    algorithm: encryptionAlgorithm ?? 'AES256_CBC',
    keyTransport: keyTransportAlgorithm ?? 'RSA_OAEP',
  };
}

function participation({ participateSlo }: SignOnSettings): SamlApp['participates'] {
  const { enabled, logoutRequestUrl, bindingType, sessionIndexRequired } = participateSlo;
  if (!enabled || !logoutRequestUrl) return undefined;
  const binding = bindingType === 'REDIRECT' ? 'redirect' : 'post';
  return { url: logoutRequestUrl, binding, sessionIndexRequired: sessionIndexRequired === true };
}

function logoutSettings(signOn: SignOnSettings): Pick<SamlApp, 'slo' | 'participates' | 'spCertificate'> {
  const certificate = signOn.spCertificate?.x5c[0];
  const { enabled, issuer, logoutUrl } = signOn.slo;
  return {
    spCertificate: certificate === undefined ? undefined : pemCertificate(certificate),
    slo: enabled && issuer && logoutUrl ? { issuer, logoutUrl } : undefined,
    participates: participation(signOn),
  };
}

export function samlAppOf(app: AppRecord, url: string): SamlApp {
  const { signOn } = app.body.settings;
  const ssoUrl = `${url}/app/${app.name}/${app.key}/sso/saml`;
  const seconds = signOn.samlAssertionLifetimeSeconds;
  return {
    name: app.name,
    key: app.key,
    entityId: signOn.idpIssuer.replaceAll('${org.externalKey}', app.key),
    ssoUrl,
    metadataUrl: `${url}/app/${app.key}/sso/saml/metadata`,
    acsUrl: signOn.ssoAcsUrl,
    otherAcsUrls: signOn.allowMultipleAcsEndpoints ? signOn.acsEndpoints.map(({ url: acsUrl }) => acsUrl) : [],
    destination: signOn.destination,
    recipient: signOn.recipient,
    audience: signOn.audience,
    nameIdFormat: signOn.subjectNameIdFormat,
    authnContext: signOn.authnContextClassRef,
    signed: { response: signOn.responseSigned, assertion: signOn.assertionSigned },
    digest: signOn.signatureAlgorithm === 'RSA_SHA1' ? 'sha1' : 'sha256',
    encryption: encryptionOf(signOn),
    sloUrl: sloUrl(url, app.name, app.key),
    ...logoutSettings(signOn),
    sessionLifetimeMs: typeof seconds === 'number' ? seconds * 1000 : undefined,
    defaultRelayState: signOn.defaultRelayState ?? '',
  };
}

export function signingKeysOf({ keys, kid }: AppRecord): SigningKeys {
  const active = keys.find((key) => key.kid === kid);
  if (active === undefined) throw new Error(`The app has no key ${kid}.`);
  return active.keys;
}

const isAssigned = (app: AppRecord, person: Person): boolean =>
  app.body.settings['implicitAssignment'] === true || appUserValues(app, person) !== undefined;

/** Why the person gets a page of Okta’s instead of a response. */
function refusalFor(app: AppRecord, person: Person, { people }: OfferParts): string | undefined {
  if (!app.active) return `${app.body.label} is not active.`;
  if (people.statusOf(person) !== 'ACTIVE') return `${fullName(person)} is not active.`;
  if (!isAssigned(app, person)) return `${fullName(person)} is not assigned to ${app.body.label}.`;
  return undefined;
}

/** Groups whose values count: all of them where they are combined, else the strongest that has one. */
function givingGroups(app: AppRecord, person: Person): readonly string[] {
  const giving = assignedGroups(app, person.groups).filter(({ profile }) => (profile['roles'] ?? null) !== null);
  const counted = app.schema.get('roles')?.['union'] === 'ENABLE' ? giving : giving.slice(0, 1);
  return counted.map(({ groupName }) => groupName);
}

function viewIn(app: AppRecord, person: Person, parts: OfferParts): PersonView {
  const values = appUserValues(app, person);
  const roles: unknown = values?.profile['roles'];
  const tileUrl = `${parts.url}/home/${app.name}/${encodeURIComponent(person.id)}`;
  return {
    ...parts.view(person),
    assignment: values?.scope === 'USER' ? 'individual' : 'group',
    roles: Array.isArray(roles) ? roles.map(String) : [],
    roleGroups: values?.scope === 'GROUP' ? givingGroups(app, person) : [],
    tileUrl,
  };
}

/** Attributes of the person that no statement names: the app of the sandbox sends whatever its editor was given. */
function unnamed(app: AppRecord, { attributes }: Person): readonly SentAttribute[] {
  const named = new Set(app.body.settings.signOn.attributeStatements.map(({ name }) => name));
  return [...attributes].filter(([name]) => !named.has(name)).map(([name, values]) => ({ name, values }));
}

function scopeOf(app: AppRecord, person: Person, parts: OfferParts): Scope {
  const values = appUserValues(app, person) ?? { scope: 'USER', profile: {} };
  return appScope(app, signerOf(app, person, values, parts), parts.facts());
}

function sentFor(app: AppRecord, person: Person, parts: OfferParts): readonly SentAttribute[] {
  const sent = evaluateStatements(app, scopeOf(app, person, parts));
  return parts.sendsAll(app) ? [...sent, ...unnamed(app, person)] : sent;
}

function signOnTo(app: AppRecord, parts: OfferParts): IdentityProvider {
  const { directory, foreignKeys, clock, sessions } = parts;
  return createIdentityProvider({
    app: samlAppOf(app, parts.url),
    directory,
    keys: signingKeysOf(app),
    foreignKeys,
    clock,
    sessions,
    subject: (person) => {
      parts.signedOn(app, person);
      const { subjectNameIdTemplate } = app.body.settings.signOn;
      return {
        nameId: fillTemplate(subjectNameIdTemplate, scopeOf(app, person, parts)),
        attributes: sentFor(app, person, parts),
      };
    },
  });
}

/** An app of the org, ready to sign on to. */
export function offerApp(app: AppRecord, parts: OfferParts): OfferedApp {
  return {
    idp: signOnTo(app, parts),
    label: app.body.label,
    logoutLog: (event) => parts.loggedOut(app, event),
    embedPath: `/home/${app.name}/${app.id}/${app.link}`,
    view: (person) => viewIn(app, person, parts),
    sentFor: (person) => sentFor(app, person, parts),
    people: () =>
      parts.people
        .users()
        .filter((person) => isAssigned(app, person))
        .map((person) => viewIn(app, person, parts)),
    refusalFor: (person) => {
      const reason = refusalFor(app, person, parts);
      if (reason !== undefined) parts.refused(app, person, reason);
      return reason;
    },
  };
}
