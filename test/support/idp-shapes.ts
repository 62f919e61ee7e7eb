import type { RefusalCode } from '../../src/kernel/refusal.ts';
import { EMAIL_FORMAT, ENTRA, GOOGLE, iso, KEYCLOAK, NOW, OKTA, type ResponseOptions } from './saml-idp.ts';
import { RSA_SHA1, SHA1 } from './saml-signing.ts';

const MINUTE = 60_000;
export const FIXTURE_SP = 'urn:gw:flex';
export const FIXTURE_ACS = 'https://gw.example/saml/idp/acs';

const UNSPECIFIED = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified';
const BASIC = 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic';
const URI = 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri';
const NO_FORMAT = 'urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified';
const SOAP = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';
const MS08 = 'http://schemas.microsoft.com/ws/2008/06/identity/claims';
const MSID = 'http://schemas.microsoft.com/identity/claims';

/** What a login must come to. */
export interface FixturePerson {
  readonly username: string;
  readonly email: string;
  readonly full_name: string;
  readonly roles: readonly string[];
}

/** One folder of fixtures/idp: what an IdP sends, and what becomes of it. */
export interface FixtureShape {
  /** Below fixtures/idp. */
  readonly folder: string;
  readonly about: string;
  readonly preset: string;
  /** YAML keys of the connection, beside preset and metadata. */
  readonly connection?: Readonly<Record<string, unknown>>;
  readonly entityId: string;
  readonly ssoUrl: string;
  readonly sloUrl?: string;
  /** `before` stands in the EntityDescriptor before the IDPSSODescriptor. */
  readonly metadata?: { readonly before?: string; readonly nameIdFormats?: readonly string[] };
  readonly response: ResponseOptions;
  readonly expected: FixturePerson | { readonly refused: RefusalCode };
}

interface Statement {
  readonly name: string;
  readonly values: readonly string[];
  readonly friendly?: string;
  readonly type?: string;
}

interface Writing {
  /** Prefix of the assertion namespace with its colon, or nothing. */
  readonly a: string;
  readonly format?: string;
  /** xsi:type of a value; none where it is left out. */
  readonly type?: string;
}

const XS = ' xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

const statements = ({ a, format, type }: Writing, list: readonly Statement[]): string => {
  const value = (text: string, as: string | undefined): string => {
    const typed = as === undefined ? '' : `${XS} xsi:type="${as}"`;
    return text === '' ? `<${a}AttributeValue${typed}/>` : `<${a}AttributeValue${typed}>${text}</${a}AttributeValue>`;
  };
  const one = ({ name, values, friendly, type: own }: Statement): string =>
    `<${a}Attribute${friendly === undefined ? '' : ` FriendlyName="${friendly}"`} Name="${name}"` +
    `${format === undefined ? '' : ` NameFormat="${format}"`}>` +
    `${values.map((text) => value(text, own ?? type)).join('')}</${a}Attribute>`;
  return `<${a}AttributeStatement>${list.map(one).join('')}</${a}AttributeStatement>`;
};

/** Keycloak’s role_list and everybody who writes one element for each value. */
const repeated = (name: string, values: readonly string[], friendly?: string): readonly Statement[] =>
  values.map((value) => ({ name, values: [value], ...(friendly !== undefined && { friendly }) }));

const lasting = (before: number, after: number): ResponseOptions => ({
  notBefore: iso(NOW - before * MINUTE),
  notOnOrAfter: iso(NOW + after * MINUTE),
  confirmationNotOnOrAfter: iso(NOW + after * MINUTE),
});

const ANA = { username: 'ana@corp.example', email: 'ana@corp.example', full_name: 'Ana Ruiz' } as const;
const SUPERVISOR = ['supervisor', 'wfo.team_leader'] as const;

const okta: FixtureShape = {
  folder: 'okta',
  about: 'A custom SAML 2.0 app: response and assertion signed, names without a namespace, one value for each role',
  preset: 'okta',
  entityId: 'http://www.okta.com/exk1examplekeyAAA1d7',
  ssoUrl: 'https://acme.okta.com/app/acme_twilioflex_1/exk1examplekeyAAA1d7/sso/saml',
  metadata: { nameIdFormats: [UNSPECIFIED, EMAIL_FORMAT] },
  response: {
    style: OKTA,
    sign: 'both',
    responseId: 'id70412990331845527193004418',
    assertionId: 'id70412990331906641822573190',
    sessionIndex: 'id1777886127318.1120457833',
    assertion: (xml) =>
      xml.replace('<saml2:Issuer>', '<saml2:Issuer Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity">'),
    attributesXml: statements({ a: 'saml2:', format: NO_FORMAT, type: 'xs:string' }, [
      { name: 'email', values: [ANA.email] },
      { name: 'full_name', values: [ANA.full_name] },
      { name: 'roles', values: ['wfo.team_leader', 'supervisor'] },
      { name: 'groups', values: ['Everyone', 'flex-supervisors'] },
      { name: 'department', values: [''] },
    ]),
  },
  expected: { ...ANA, roles: SUPERVISOR },
};

const TENANT = '7f0a5f0e-2f43-4a0b-9b0a-0d6a6a1f9c11';
const entraClaims: readonly Statement[] = [
  { name: `${MSID}/tenantid`, values: [TENANT] },
  { name: `${MSID}/objectidentifier`, values: ['b5a1c6de-2f55-4a7e-8c4f-6a7b6e0c1d22'] },
  { name: `${MSID}/displayname`, values: [ANA.full_name] },
  { name: `${MSID}/identityprovider`, values: [`https://sts.windows.net/${TENANT}/`] },
  {
    name: 'http://schemas.microsoft.com/claims/authnmethodsreferences',
    values: [
      'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password',
      'http://schemas.microsoft.com/claims/multipleauthn',
    ],
  },
  { name: `${SOAP}/givenname`, values: ['Ana'] },
  { name: `${SOAP}/surname`, values: ['Ruiz'] },
  { name: `${SOAP}/emailaddress`, values: [ANA.email] },
  // Under Entra this is the UPN, no display name.
  { name: `${SOAP}/name`, values: ['ana@corp.onmicrosoft.example'] },
];

const entra: FixtureShape = {
  folder: 'entra',
  about: 'App roles: the assertion alone is signed, default namespace, attributes first, values without type',
  preset: 'entra',
  entityId: `https://sts.windows.net/${TENANT}/`,
  ssoUrl: `https://login.microsoftonline.com/${TENANT}/saml2`,
  sloUrl: `https://login.microsoftonline.com/${TENANT}/saml2`,
  metadata: {
    before:
      '<RoleDescriptor xmlns:fed="http://docs.oasis-open.org/wsfed/federation/200706" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"' +
      ' xsi:type="fed:SecurityTokenServiceType" protocolSupportEnumeration="http://docs.oasis-open.org/wsfed/federation/200706"/>',
  },
  response: {
    style: ENTRA,
    sign: 'assertion',
    signing: { prefixes: '' },
    responseId: '_8c1f7a52-93b0-4d5e-8a9e-5d1f2c3b4a50',
    assertionId: '_5e2f8b10-1c7d-4a39-b6a4-3a9c0b7d2e00',
    ...lasting(5, 65),
    attributesXml: statements({ a: '' }, [...entraClaims, { name: `${MS08}/role`, values: SUPERVISOR }]),
  },
  expected: { ...ANA, roles: SUPERVISOR },
};

const google: FixtureShape = {
  folder: 'google',
  about:
    'Google Workspace: the assertion alone is signed, attributes first, values of xs:anyType, one of them without value',
  preset: 'google',
  entityId: 'https://accounts.google.com/o/saml2?idpid=C01abcd2e',
  ssoUrl: 'https://accounts.google.com/o/saml2/idp?idpid=C01abcd2e',
  response: {
    style: GOOGLE,
    sign: 'assertion',
    responseId: '_2f9c1d7be0a84c55a1b2c3d4e5f60718',
    assertionId: '_a1b2c3d4e5f607182f9c1d7be0a84c55',
    nameIdFormat: UNSPECIFIED,
    attributesXml: statements({ a: 'saml2:', type: 'xs:anyType' }, [
      { name: 'email', values: [ANA.email] },
      { name: 'first_name', values: ['Ana'] },
      { name: 'last_name', values: ['Ruiz'] },
      { name: 'roles', values: SUPERVISOR },
      { name: 'department', values: [] },
    ]),
  },
  expected: { ...ANA, roles: SUPERVISOR },
};

const oneLoginStatements = (roles: string): string =>
  statements({ a: 'saml:', format: BASIC, type: 'xs:string' }, [
    { name: 'User.email', values: [ANA.email] },
    { name: 'User.FirstName', values: ['Ana'] },
    { name: 'User.LastName', values: ['Ruiz'] },
    { name: 'roles', values: [roles] },
    { name: 'memberOf', values: [''] },
  ]);

const onelogin: FixtureShape = {
  folder: 'onelogin',
  about:
    'OneLogin without multi-value output: all roles in one value, joined with a semicolon; three minutes either way',
  preset: 'onelogin',
  entityId: 'https://app.onelogin.com/saml/metadata/0d3c6a1e-7b2f-4c55-9f00-2a1b3c4d5e6f',
  ssoUrl: 'https://acme.onelogin.com/trust/saml2/http-redirect/sso/0d3c6a1e-7b2f-4c55-9f00-2a1b3c4d5e6f',
  sloUrl: 'https://acme.onelogin.com/trust/saml2/http-redirect/slo/1234567',
  response: {
    style: { ...KEYCLOAK, onePerValue: false },
    sign: 'assertion',
    responseId: 'R5a1c0a7d2f4e6b8c9d0e1f2a3b4c5d6e7f809182',
    assertionId: 'pfx3b1f6c2a-9d4e-4f70-8a1b-2c3d4e5f6071',
    ...lasting(3, 3),
    attributesXml: oneLoginStatements('supervisor;wfo.team_leader'),
  },
  expected: { ...ANA, roles: SUPERVISOR },
};

const pingfederate: FixtureShape = {
  folder: 'pingfederate',
  about: 'PingFederate: attribute contract with basic names, NameID of no format, the response signed',
  preset: 'ping',
  entityId: 'acme:idp:pingfederate',
  ssoUrl: 'https://sso.acme.example/idp/SSO.saml2',
  sloUrl: 'https://sso.acme.example/idp/SLO.saml2',
  response: {
    style: { ...KEYCLOAK, onePerValue: false },
    sign: 'response',
    responseId: 'Zf0rYhG8aJk3LmN5pQ7sT9uV1wX',
    assertionId: 'aB2cD4eF6gH8iJ0kL1mN3oP5qR7',
    nameIdFormat: UNSPECIFIED,
    attributesXml: statements({ a: 'saml:', format: BASIC, type: 'xs:string' }, [
      { name: 'email', values: [ANA.email] },
      { name: 'full_name', values: [ANA.full_name] },
      { name: 'roles', values: SUPERVISOR },
      { name: 'memberOf', values: ['CN=Flex Supervisors,OU=Groups,DC=acme,DC=example'] },
    ]),
  },
  expected: { ...ANA, roles: SUPERVISOR },
};

const pingone: FixtureShape = {
  folder: 'pingone',
  about: 'PingOne: an environment as issuer, attributes by mapping, a short window, response and assertion signed',
  preset: 'ping',
  connection: { attributes: { fullName: { join: ['given_name', 'family_name'] } } },
  entityId: 'https://auth.pingone.com/1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f',
  ssoUrl: 'https://auth.pingone.com/1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f/saml20/idp/sso',
  response: {
    style: { ...KEYCLOAK, onePerValue: false },
    sign: 'both',
    responseId: '_7d5c3b1a-0f2e-4d6c-8b0a-9e7f5d3c1b2a',
    assertionId: '_1a3c5e7f-9b0d-4f2a-8c6e-4d2b0f8a6c4e',
    ...lasting(1, 2),
    attributesXml: statements({ a: 'saml:', format: NO_FORMAT, type: 'xs:string' }, [
      { name: 'email', values: [ANA.email] },
      { name: 'given_name', values: ['Ana'] },
      { name: 'family_name', values: ['Ruiz'] },
      { name: 'roles', values: ['agent'] },
    ]),
  },
  expected: { ...ANA, roles: ['agent'] },
};

const adfs: FixtureShape = {
  folder: 'adfs',
  about:
    'AD FS: valid from this very second for an hour, the assertion signed, NameID by a claim rule, Consent on the response',
  preset: 'adfs',
  entityId: 'http://adfs.corp.example/adfs/services/trust',
  ssoUrl: 'https://adfs.corp.example/adfs/ls/',
  sloUrl: 'https://adfs.corp.example/adfs/ls/',
  metadata: {
    before:
      '<SPSSODescriptor WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">' +
      '<AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://adfs.corp.example/adfs/ls/" index="0"/>' +
      '</SPSSODescriptor>',
    nameIdFormats: [EMAIL_FORMAT, 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'],
  },
  response: {
    style: { ...ENTRA, attributesFirst: true },
    sign: 'assertion',
    signing: { prefixes: '' },
    responseId: '_d3c0b1a2-5e4f-4a6b-9c8d-7e6f5a4b3c2d',
    assertionId: '_2d3c4b5a-6f7e-4d8c-9b6a-4f5e2a1b0c3d',
    ...lasting(0, 60),
    response: (xml) =>
      xml.replace(' Destination=', ' Consent="urn:oasis:names:tc:SAML:2.0:consent:unspecified" Destination='),
    attributesXml: statements({ a: '' }, [
      { name: `${SOAP}/emailaddress`, values: [ANA.email] },
      { name: `${SOAP}/upn`, values: ['ana@corp.local'] },
      { name: `${SOAP}/name`, values: [ANA.full_name] },
      { name: `${MS08}/role`, values: SUPERVISOR },
      { name: 'http://schemas.xmlsoap.org/claims/Group', values: ['Domain Users', 'Flex Supervisors'] },
    ]),
  },
  expected: { ...ANA, roles: SUPERVISOR },
};

const keycloak: FixtureShape = {
  folder: 'keycloak',
  about:
    'Keycloak as shipped: the document signed, one Attribute element for each role, X.500 names with FriendlyName, one minute',
  preset: 'keycloak',
  entityId: 'https://keycloak.corp.example/realms/flex',
  ssoUrl: 'https://keycloak.corp.example/realms/flex/protocol/saml',
  sloUrl: 'https://keycloak.corp.example/realms/flex/protocol/saml',
  metadata: { nameIdFormats: ['urn:oasis:names:tc:SAML:2.0:nameid-format:persistent', EMAIL_FORMAT] },
  response: {
    style: KEYCLOAK,
    sign: 'response',
    signing: { prefixes: '' },
    responseId: 'ID_5b0c6e5d-3f0a-4b7c-9d1e-2a3b4c5d6e7f',
    assertionId: 'ID_0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
    sessionIndex: '6f5e4d3c-2b1a-4098-8765-43210fedcba9::0f1e2d3c-4b5a-4697-8877-665544332211',
    ...lasting(0, 1),
    attributesXml: statements({ a: 'saml:', format: BASIC, type: 'xs:string' }, [
      { name: 'urn:oid:1.2.840.113549.1.9.1', friendly: 'email', values: [ANA.email] },
      { name: 'urn:oid:2.5.4.42', friendly: 'givenName', values: ['Ana'] },
      { name: 'urn:oid:2.5.4.4', friendly: 'surname', values: ['Ruiz'] },
      ...repeated('Role', [
        'offline_access',
        'uma_authorization',
        'default-roles-flex',
        'supervisor',
        'wfo.team_leader',
      ]),
      ...repeated('groups', ['/flex/supervisors', '/berlin']),
    ]),
  },
  expected: { ...ANA, roles: SUPERVISOR },
};

const auth0: FixtureShape = {
  folder: 'auth0',
  about: 'Auth0 with SHA-256: the user id as NameID, claims under soap: and schemas.auth0.com, typed values, an hour',
  preset: 'auth0',
  entityId: 'urn:acme.eu.auth0.com',
  ssoUrl: 'https://acme.eu.auth0.com/samlp/AbCdEfGhIjKlMnOpQrStUvWxYz012345',
  sloUrl: 'https://acme.eu.auth0.com/samlp/AbCdEfGhIjKlMnOpQrStUvWxYz012345/logout',
  response: {
    style: { ...KEYCLOAK, onePerValue: false },
    sign: 'assertion',
    responseId: '_4f9b0a6c8d2e1f3a5b7c',
    assertionId: '_Qm7xT2vB9nK4pL6sD8fG1hJ3zC5wR0aY',
    nameId: 'auth0|5f7c8ec7c33c6c004bbafe82',
    nameIdFormat: UNSPECIFIED,
    ...lasting(0, 60),
    attributesXml: statements({ a: 'saml:', format: URI, type: 'xs:string' }, [
      { name: `${SOAP}/nameidentifier`, values: ['auth0|5f7c8ec7c33c6c004bbafe82'] },
      { name: `${SOAP}/emailaddress`, values: [ANA.email] },
      { name: `${SOAP}/name`, values: [ANA.full_name] },
      { name: 'http://schemas.auth0.com/email_verified', values: ['true'], type: 'xs:boolean' },
      { name: 'http://schemas.auth0.com/roles', values: SUPERVISOR },
    ]),
  },
  expected: { ...ANA, username: 'auth0|5f7c8ec7c33c6c004bbafe82', roles: SUPERVISOR },
};

const generic: FixtureShape = {
  folder: 'generic',
  about: 'Any other IdP: the plain names, several roles in one value as Flex itself takes them, the response signed',
  preset: 'generic',
  entityId: 'https://idp.corp.example/saml',
  ssoUrl: 'https://idp.corp.example/saml/sso',
  response: {
    style: { ...KEYCLOAK, onePerValue: false },
    sign: 'response',
    attributesXml: statements({ a: 'saml:' }, [
      { name: 'email', values: [ANA.email] },
      { name: 'full_name', values: [ANA.full_name] },
      { name: 'roles', values: ['supervisor, wfo.team_leader'] },
    ]),
  },
  expected: { ...ANA, roles: SUPERVISOR },
};

/** A good one with one defect. */
const refused = (
  of: FixtureShape,
  defect: string,
  change: Partial<FixtureShape> & { readonly about: string; readonly code: RefusalCode },
): FixtureShape => {
  const { code, response, ...more } = change;
  return {
    ...of,
    ...more,
    folder: `refused/${of.folder}-${defect}`,
    response: { ...of.response, ...response },
    expected: { refused: code },
  };
};

export const FIXTURE_SHAPES: readonly FixtureShape[] = [
  okta,
  entra,
  google,
  onelogin,
  pingfederate,
  pingone,
  adfs,
  keycloak,
  auth0,
  generic,
  refused(okta, 'assertion-only', {
    about: 'Response signing switched off, which Flex itself refuses as well',
    response: { sign: 'assertion' },
    code: 'SAML_SIGNATURE_MISSING',
  }),
  refused(okta, 'audience-with-slash', {
    about: 'The audience gained a slash in the admin console',
    response: { audiences: [`${FIXTURE_SP}/`] },
    code: 'SAML_AUDIENCE_MISMATCH',
  }),
  refused(okta, 'sha1', {
    about: 'An old app that signs with SHA-1',
    response: { signing: { signature: RSA_SHA1, digest: SHA1 } },
    code: 'SAML_ALGORITHM',
  }),
  refused(okta, 'no-roles', {
    about: 'Nobody gave the person a role: one empty value',
    response: {
      attributesXml: statements({ a: 'saml2:', format: NO_FORMAT, type: 'xs:string' }, [
        { name: 'email', values: [ANA.email] },
        { name: 'full_name', values: [ANA.full_name] },
        { name: 'roles', values: [''] },
      ]),
    },
    code: 'ATTRIBUTE_MISSING',
  }),
  refused(entra, 'overage', {
    about: 'More than 150 groups: a link came in place of them, and rules read groups',
    connection: {
      roles: {
        rules: [
          {
            when: { attribute: `${MS08}/groups`, equals: '3c9d2b1a-0000-4000-8000-000000000001' },
            grant: ['supervisor'],
          },
        ],
      },
    },
    response: {
      attributesXml: statements({ a: '' }, [
        ...entraClaims,
        {
          name: 'http://schemas.microsoft.com/claims/groups.link',
          values: ['https://graph.windows.net/tenant/users/b5a1c6de/getMemberObjects'],
        },
      ]),
    },
    code: 'GROUPS_OVERAGE',
  }),
  refused(entra, 'no-role-assigned', {
    about: 'No app role is assigned: the claim is left out',
    response: { attributesXml: statements({ a: '' }, entraClaims) },
    code: 'ATTRIBUTE_MISSING',
  }),
  refused(google, 'no-roles', {
    about: 'The custom attribute of the person is empty: an Attribute without a value',
    response: {
      attributesXml: statements({ a: 'saml2:', type: 'xs:anyType' }, [
        { name: 'email', values: [ANA.email] },
        { name: 'full_name', values: [ANA.full_name] },
        { name: 'roles', values: [] },
      ]),
    },
    code: 'ATTRIBUTE_MISSING',
  }),
  refused(onelogin, 'without-its-preset', {
    about: 'Roles joined with a semicolon, where nobody said that they are',
    preset: 'generic',
    connection: { attributes: { email: 'User.email', fullName: { join: ['User.FirstName', 'User.LastName'] } } },
    code: 'ROLE_NOT_GRANTED',
  }),
  refused(onelogin, 'sha1-digest', {
    about: 'An old connector with a SHA-1 digest',
    response: { signing: { digest: SHA1 } },
    code: 'SAML_ALGORITHM',
  }),
  refused(pingone, 'unsigned', {
    about: 'Signing is as set, and was not set',
    response: { sign: 'none' },
    code: 'SAML_SIGNATURE_MISSING',
  }),
  refused(adfs, 'without-name-id', {
    about: 'No claim rule makes a NameID, as is common',
    response: { nameId: null },
    code: 'SAML_SUBJECT_MISSING',
  }),
  refused(adfs, 'clock-ahead', {
    about: 'Its window begins now, and its clock is three minutes ahead',
    response: { issueInstant: iso(NOW + 3 * MINUTE), notBefore: iso(NOW + 3 * MINUTE) },
    code: 'SAML_NOT_YET_VALID',
  }),
  refused(auth0, 'sha1', {
    about: 'As Auth0 signs unless told otherwise',
    response: { signing: { signature: RSA_SHA1, digest: SHA1 } },
    code: 'SAML_ALGORITHM',
  }),
  refused(keycloak, 'group-paths', {
    about: 'Groups in place of roles, with their paths, and no rule that reads them',
    connection: { attributes: { roles: 'groups' } },
    code: 'ROLE_NOT_GRANTED',
  }),
];
