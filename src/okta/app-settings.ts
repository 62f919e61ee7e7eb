import type { FieldChange, SetupNote } from './setup-plan.ts';
import { mergeStatements, wantedStatements } from './statements.ts';
import type { NameIdChoice, WantedSetup } from './wanted-setup.ts';
import type { SamlApp, SignOn } from './wire.ts';

const FORMAT = {
  email: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  username: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
} as const;
const TEMPLATE: Readonly<Record<NameIdChoice, string>> = { email: '${user.email}', username: '${user.userName}' };

/** Fields of the SAML settings that we decide, with the words of Okta's screen. */
const SCREEN: ReadonlyMap<keyof SignOn, string> = new Map<keyof SignOn, string>([
  ['ssoAcsUrl', 'Single sign-on URL'],
  ['recipient', 'Recipient URL'],
  ['destination', 'Destination URL'],
  ['audience', 'Audience URI (SP Entity ID)'],
  ['responseSigned', 'Response'],
  ['assertionSigned', 'Assertion Signature'],
  ['signatureAlgorithm', 'Signature Algorithm'],
  ['digestAlgorithm', 'Digest Algorithm'],
  ['subjectNameIdFormat', 'Name ID format'],
  ['subjectNameIdTemplate', 'Name ID (Application username)'],
  ['defaultRelayState', 'Default RelayState'],
]);

const nameIdOf = ({ nameId, nameIdFormat }: WantedSetup): Partial<SignOn> =>
  nameId === undefined
    ? {}
    : { subjectNameIdFormat: nameIdFormat ?? FORMAT[nameId], subjectNameIdTemplate: TEMPLATE[nameId] };

const decided = (wanted: WantedSetup): Partial<SignOn> => ({
  ssoAcsUrl: wanted.acsUrl,
  recipient: wanted.acsUrl,
  destination: wanted.acsUrl,
  audience: wanted.audience,
  responseSigned: true,
  assertionSigned: true,
  signatureAlgorithm: 'RSA_SHA256',
  digestAlgorithm: 'SHA256',
  ...nameIdOf(wanted),
  ...(wanted.relayState !== undefined && { defaultRelayState: wanted.relayState }),
});

const shown = (value: unknown): string | undefined => {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'boolean') return value ? 'Signed' : 'Unsigned';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

function signOnFields(now: Partial<SignOn>, wanted: WantedSetup): readonly FieldChange[] {
  const next = decided(wanted);
  return [...SCREEN]
    .filter(([key]) => next[key] !== undefined && next[key] !== now[key])
    .map(([key, field]) => ({ field, from: shown(now[key]), to: shown(next[key]) ?? '' }));
}

export interface AppChange {
  readonly fields: readonly FieldChange[];
  readonly notes: readonly SetupNote[];
  /** To be sent whole. */
  readonly body: object;
}

/** Okta's own part of the resource: not sent back. */
const READ_ONLY = new Set(['id', 'orn', 'status', 'created', 'lastUpdated', '_links', '_embedded']);

/** The app with our settings in it; what we do not decide comes back as it was, because a PUT replaces everything. */
export function changedApp(app: SamlApp, wanted: WantedSetup): AppChange {
  const { signOn } = app.settings;
  const { statements, fields, notes } = mergeStatements(signOn.attributeStatements ?? [], wanted);
  const settings = { ...app.settings, signOn: { ...signOn, ...decided(wanted), attributeStatements: statements } };
  const own = Object.fromEntries(Object.entries(app).filter(([key]) => !READ_ONLY.has(key)));
  return { fields: [...signOnFields(signOn, wanted), ...fields], notes, body: { ...own, settings } };
}

const withNameId = (wanted: WantedSetup): WantedSetup => ({ ...wanted, nameId: wanted.nameId ?? 'email' });

/** What a new app is shown to become. */
export const newAppFields = (wanted: WantedSetup): readonly FieldChange[] => signOnFields({}, withNameId(wanted));

/**
 * A new app (okta.md 2.3). Without the statements: a reference to `appuser.roles` before the attribute exists may be
 * refused, so they follow once it does.
 */
export const newApp = (wanted: WantedSetup): object => ({
  label: wanted.label,
  signOnMode: 'SAML_2_0',
  visibility: { autoSubmitToolbar: false, hide: { iOS: false, web: false } },
  credentials: { userNameTemplate: { template: '${source.login}', type: 'BUILT_IN' } },
  settings: {
    app: {},
    signOn: {
      defaultRelayState: '',
      ...decided(withNameId(wanted)),
      idpIssuer: 'http://www.okta.com/${org.externalKey}',
      honorForceAuthn: true,
      authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
      requestCompressed: false,
      allowMultipleAcsEndpoints: false,
      acsEndpoints: [],
      samlSignedRequestEnabled: false,
      slo: { enabled: false },
      assertionEncryption: { enabled: false },
      attributeStatements: [],
    },
  },
});

/** What the statements of a new app are shown to become. */
export const newStatementFields = (wanted: WantedSetup): readonly FieldChange[] =>
  mergeStatements([], wanted).fields.slice(0, wantedStatements(wanted).length);
