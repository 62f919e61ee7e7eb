import type { RolePolicy } from '../../src/roles/policy.ts';
import type { ConnectionTrust } from '../../src/saml/connection-trust.ts';
import type { Connection } from '../../src/saml/connection.ts';
import { parseXml } from '../../src/saml/gate/parse-xml.ts';
import type { XmlElement } from '../../src/saml/gate/xml-element.ts';
import { ACS_URL, IDP_ENTITY_ID, SP_ENTITY_ID, assertionXml, type ResponseOptions } from './saml-idp.ts';
import { idpKey } from './saml-keys.ts';

export const aTrust = (overrides: Partial<ConnectionTrust> = {}): ConnectionTrust => ({
  connection: 'okta',
  idpEntityId: IDP_ENTITY_ID,
  idpCertificates: [idpKey().certificate],
  spEntityId: SP_ENTITY_ID,
  acsUrl: ACS_URL,
  signed: 'either',
  allowSha1: false,
  skewMs: 120_000,
  maxLifetimeMs: 3_600_000,
  decryptionKeys: [],
  allowCbc: false,
  allowRsa15: false,
  ...overrides,
});

const POLICY: RolePolicy = {
  connection: 'okta',
  attributes: { email: [['email']], fullName: [['full_name']], roles: [['roles']] },
  roleSeparators: [],
  aliases: new Map(),
  direct: true,
  rules: [],
  default: 'deny',
  ceiling: 'admin',
  insightsDefault: 'wfo.full_access',
  unknown: 'ignore',
  worker: { pass: 'all', states: new Map(), statesDefault: { absent: 'keep', empty: 'keep' }, teams: 'ignore' },
  overage: [],
};

export const aConnection = (overrides: Partial<Connection> = {}): Connection => ({
  name: 'okta',
  label: 'Okta',
  namespace: 'okta',
  enabled: true,
  idpInitiated: true,
  idp: { ssoUrl: 'https://example.okta.com/app/example_flex_1/exk1/sso/saml', binding: 'redirect' },
  sp: {
    entityId: SP_ENTITY_ID,
    acsUrl: ACS_URL,
    logoutUrl: 'https://gw.example/saml/okta/logout',
    decryptionCertificates: [],
  },
  trust: aTrust(),
  policy: POLICY,
  ...overrides,
});

/** An assertion as the checks see it. */
export const anAssertion = (options: ResponseOptions = {}): XmlElement => parseXml(assertionXml(options));
