import type { AttributeSources } from '../roles/policy.ts';

export const PRESET_NAMES = [
  'okta',
  'entra',
  'google',
  'onelogin',
  'ping',
  'adfs',
  'keycloak',
  'auth0',
  'generic',
] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

/** How one kind of IdP speaks unless an administrator changed it. Everything here can be overridden per connection. */
export interface Preset {
  readonly label: string;
  readonly email: AttributeSources;
  readonly fullName: AttributeSources;
  readonly roles: AttributeSources;
  readonly roleSeparators: readonly string[];
  readonly signed: 'response' | 'assertion' | 'both' | 'either';
  readonly skew: string;
  readonly maxLifetime: string;
  readonly overage: readonly string[];
}

const SOAP = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';
const MS_ROLE = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role';
const OID_MAIL = 'urn:oid:1.2.840.113549.1.9.1';

const PLAIN = { email: [['email']], fullName: [['full_name']], roles: [['roles']] };
const GENERIC: Preset = {
  ...PLAIN,
  label: 'SAML 2.0',
  roleSeparators: [','],
  signed: 'either',
  skew: '2m',
  maxLifetime: '90m',
  overage: [],
};

/** Attribute names, separators, signing and clock habits (the IdPs' own documents; table in okta.md 4). */
export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  generic: GENERIC,
  okta: { ...GENERIC, label: 'Okta', signed: 'both', maxLifetime: '15m' },
  entra: {
    ...GENERIC,
    label: 'Microsoft Entra ID',
    email: [['email'], [`${SOAP}/emailaddress`]],
    // Not …/claims/name: under Entra that is the UPN.
    fullName: [
      ['full_name'],
      ['http://schemas.microsoft.com/identity/claims/displayname'],
      [`${SOAP}/givenname`, `${SOAP}/surname`],
    ],
    roles: [['roles'], [MS_ROLE]],
    overage: ['http://schemas.microsoft.com/claims/groups.link'],
  },
  google: {
    ...GENERIC,
    label: 'Google Workspace',
    fullName: [['full_name'], ['first_name', 'last_name']],
    maxLifetime: '15m',
  },
  onelogin: {
    ...GENERIC,
    label: 'OneLogin',
    email: [['email'], ['User.email']],
    fullName: [['full_name'], ['User.FirstName', 'User.LastName']],
    roleSeparators: [';', ','],
    maxLifetime: '15m',
  },
  ping: { ...GENERIC, label: 'Ping Identity' },
  adfs: {
    ...GENERIC,
    label: 'AD FS',
    email: [['email'], [`${SOAP}/emailaddress`]],
    fullName: [['full_name'], [`${SOAP}/givenname`, `${SOAP}/surname`], [`${SOAP}/name`]],
    roles: [['roles'], [MS_ROLE]],
  },
  keycloak: {
    ...GENERIC,
    label: 'Keycloak',
    email: [['email'], [OID_MAIL]],
    fullName: [['full_name'], ['firstName', 'lastName'], ['urn:oid:2.5.4.42', 'urn:oid:2.5.4.4']],
    roles: [['roles'], ['Role']],
  },
  auth0: {
    ...GENERIC,
    label: 'Auth0',
    email: [['email'], [`${SOAP}/emailaddress`]],
    fullName: [['full_name'], [`${SOAP}/name`], [`${SOAP}/givenname`, `${SOAP}/surname`]],
    roles: [['roles'], ['http://schemas.auth0.com/roles']],
  },
};
