import { X509Certificate } from 'node:crypto';
import type { Person } from '../idp/person.ts';
import type { AccessPolicy, Pipeline } from './access-policies.ts';
import type { AppKey, AppRecord, GroupAssignmentRecord } from './app-record.ts';
import type { AppUserValues } from './app-user-values.ts';
import type { OrgGroupView, PersonStatus } from './org-people.ts';

/** Resources as the management API shows them (okta.md 2.3 to 2.6). */
export type Resource = Readonly<Record<string, unknown>>;

const date = (ms: number): string => new Date(ms).toISOString();

/** Only apps of an org on Identity Engine have them. */
const policyLinks = ({ accessPolicy }: AppRecord, api: string, { url, pipeline }: ShownOrg): Resource => ({
  ...(pipeline === 'idx' && { policies: { href: `${api}/policies`, hints: { allow: ['PUT'] } } }),
  ...(accessPolicy !== undefined && { accessPolicy: { href: `${url}/api/v1/policies/${accessPolicy}` } }),
});

function appLinks(app: AppRecord, org: ShownOrg): Resource {
  const { url } = org;
  const api = `${url}/api/v1/apps/${app.id}`;
  const lifecycle = app.active ? 'deactivate' : 'activate';
  return {
    help: { href: `${url}/app/${app.name}/${app.id}/setup/help/SAML_2_0/instructions`, type: 'text/html' },
    metadata: { href: `${api}/sso/saml/metadata`, type: 'application/xml' },
    uploadLogo: { href: `${api}/logo`, hints: { allow: ['POST'] } },
    appLinks: [{ name: `${app.name}_link`, href: `${url}/home/${app.name}/${app.id}/${app.link}`, type: 'text/html' }],
    users: { href: `${api}/users` },
    groups: { href: `${api}/groups` },
    logo: [],
    ...policyLinks(app, api, org),
    [lifecycle]: { href: `${api}/lifecycle/${lifecycle}` },
  };
}

export interface ShownOrg {
  readonly id: string;
  readonly url: string;
  readonly pipeline: Pipeline;
}

export function appResource(app: AppRecord, org: ShownOrg): Resource {
  const { settings, credentials, label, visibility, accessibility } = app.body;
  const { signOn } = settings;
  return {
    id: app.id,
    orn: `orn:okta:idp:${org.id}:apps:${app.name}:${app.id}`,
    name: app.name,
    label,
    status: app.active ? 'ACTIVE' : 'INACTIVE',
    created: date(app.createdAt),
    lastUpdated: date(app.updatedAt),
    accessibility: { selfService: false, errorRedirectUrl: null, loginRedirectUrl: null, ...accessibility },
    visibility: {
      autoLaunch: false,
      autoSubmitToolbar: false,
      hide: { iOS: false, web: false },
      ...visibility,
      appLinks: { [`${app.name}_link`]: true },
    },
    features: [],
    signOnMode: 'SAML_2_0',
    credentials: {
      userNameTemplate: { template: '${source.login}', type: 'BUILT_IN', ...credentials?.userNameTemplate },
      signing: { kid: app.kid },
    },
    settings: {
      notifications: { vpn: { network: { connection: 'DISABLED' }, message: null, helpUrl: null } },
      manualProvisioning: false,
      implicitAssignment: false,
      notes: { admin: null, enduser: null },
      ...settings,
      signOn: { ...signOn, spIssuer: signOn.slo.issuer ?? null, inlineHooks: [] },
    },
    _links: appLinks(app, org),
  };
}

/** Not in the published subset: as recorded calls answer. */
export const policyResource = ({ id, name, description, system }: AccessPolicy, url: string, now: number): Resource => {
  const href = `${url}/api/v1/policies/${id}`;
  return {
    id,
    status: 'ACTIVE',
    name,
    description,
    priority: 1,
    system,
    conditions: null,
    created: date(now),
    lastUpdated: date(now),
    _links: {
      self: { href, hints: { allow: system ? ['GET', 'PUT'] : ['GET', 'PUT', 'DELETE'] } },
      rules: { href: `${href}/rules`, hints: { allow: ['GET', 'POST'] } },
    },
    _embedded: { resourceType: 'APP' },
    type: 'ACCESS_POLICY',
  };
};

export function keyResource({ kid, keys, createdAt }: AppKey): Resource {
  const certificate = new X509Certificate(keys.certificate);
  const { n, e } = certificate.publicKey.export({ format: 'jwk' });
  return {
    kty: 'RSA',
    created: date(createdAt),
    lastUpdated: date(createdAt),
    expiresAt: date(Date.parse(certificate.validTo)),
    kid,
    use: 'sig',
    x5c: [certificate.raw.toString('base64')],
    'x5t#S256': Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url'),
    e,
    n,
  };
}

export const groupResource = ({ id, name, builtIn }: OrgGroupView, url: string, now: number): Resource => ({
  id,
  created: date(now),
  lastUpdated: date(now),
  lastMembershipUpdated: date(now),
  objectClass: ['okta:user_group'],
  type: builtIn ? 'BUILT_IN' : 'OKTA_GROUP',
  profile: { name, description: null },
  _links: {
    users: { href: `${url}/api/v1/groups/${id}/users` },
    apps: { href: `${url}/api/v1/groups/${id}/apps` },
    logo: [],
  },
});

export function userResource(
  person: Person,
  id: string,
  parts: { status: PersonStatus; url: string; now: number },
): Resource {
  const { login, email, firstName, lastName, title, attributes } = person;
  const more = Object.fromEntries([...attributes].map(([name, values]) => [name, values[0] ?? null]));
  return {
    id,
    status: parts.status,
    created: date(parts.now),
    activated: date(parts.now),
    statusChanged: null,
    lastLogin: null,
    lastUpdated: date(parts.now),
    passwordChanged: null,
    profile: { ...more, login, email, firstName, lastName, title: title === '' ? null : title, mobilePhone: null },
    credentials: { provider: { type: 'OKTA', name: 'OKTA' } },
    _links: { self: { href: `${parts.url}/api/v1/users/${id}` } },
  };
}

export interface AppUserFacts {
  readonly id: string;
  readonly userName: string;
  readonly values: AppUserValues;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export const appUserResource = (app: AppRecord, facts: AppUserFacts, url: string): Resource => ({
  id: facts.id,
  externalId: null,
  created: date(facts.createdAt),
  lastUpdated: date(facts.updatedAt),
  scope: facts.values.scope,
  status: 'ACTIVE',
  statusChanged: date(facts.createdAt),
  passwordChanged: null,
  syncState: 'DISABLED',
  credentials: { userName: facts.userName },
  profile: facts.values.profile,
  _links: {
    app: { href: `${url}/api/v1/apps/${app.id}` },
    user: { href: `${url}/api/v1/users/${facts.id}` },
  },
});

export const groupAssignmentResource = (
  app: AppRecord,
  groupId: string,
  { priority, profile, updatedAt }: GroupAssignmentRecord,
  url: string,
): Resource => ({
  id: groupId,
  lastUpdated: date(updatedAt),
  priority,
  profile,
  _links: {
    app: { href: `${url}/api/v1/apps/${app.id}` },
    self: { href: `${url}/api/v1/apps/${app.id}/groups/${groupId}` },
    group: { href: `${url}/api/v1/groups/${groupId}` },
  },
});

export const schemaResource = (app: AppRecord, url: string): Resource => ({
  id: `${url}/meta/schemas/apps/${app.id}/default`,
  $schema: 'http://json-schema.org/draft-04/schema#',
  name: app.name,
  title: `${app.body.label} User`,
  created: date(app.createdAt),
  lastUpdated: date(app.updatedAt),
  definitions: {
    custom: { id: '#custom', type: 'object', properties: Object.fromEntries(app.schema), required: [] },
    base: {
      id: '#base',
      type: 'object',
      properties: { userName: { title: 'Username', type: 'string', required: true, scope: 'SELF', maxLength: 100 } },
      required: ['userName'],
    },
  },
  type: 'object',
  properties: { profile: { allOf: [{ $ref: '#/definitions/custom' }, { $ref: '#/definitions/base' }] } },
});
