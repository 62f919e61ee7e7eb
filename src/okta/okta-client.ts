import { z } from 'zod';
import { Refusal } from '../kernel/refusal.ts';
import { createAuthorization } from './authorization.ts';
import { parseJson } from './okta-failure.ts';
import type { OktaDeps, OktaSettings } from './okta-settings.ts';
import { createOktaTransport } from './okta-transport.ts';
import type { OktaRequest, OktaTransport, OktaVitals } from './okta-transport.ts';
import {
  accessPolicy,
  appSchema,
  appUser,
  federatedClaim,
  group,
  groupAssignment,
  listedApp,
  logEvent,
  org,
  orgUser,
  samlApp,
  signingKey,
} from './wire.ts';
import type {
  AccessPolicy,
  AppSchema,
  AppUser,
  FederatedClaim,
  Group,
  GroupAssignment,
  ListedApp,
  LogEvent,
  Org,
  OrgUser,
  SamlApp,
  SchemaProperty,
  SigningKey,
} from './wire.ts';

/**
 * The part of Okta's management API that sets up and checks one SAML app (okta.md 2.2). Everything rejects with an OKTA_…
 * Refusal; answers are checked before they are believed.
 */
export interface OktaClient {
  org(): Promise<Org>;
  /** Of any sign-on mode, active or not, whose label is exactly this one. */
  appsLabelled(label: string): Promise<readonly ListedApp[]>;
  app(id: string): Promise<SamlApp>;
  createApp(app: object): Promise<SamlApp>;
  /** Replaces everything: send what came, changed. */
  replaceApp(id: string, app: object): Promise<SamlApp>;
  activateApp(id: string): Promise<void>;
  /** Orgs on Identity Engine only: others answer with a refusal. */
  accessPolicies(): Promise<readonly AccessPolicy[]>;
  /** In place of the one that the app has. */
  assignAccessPolicy(appId: string, policyId: string): Promise<void>;
  keys(appId: string): Promise<readonly SigningKey[]>;
  /** XML with the key of this `kid`. */
  metadata(appId: string, kid: string): Promise<string>;
  schema(appId: string): Promise<AppSchema>;
  /** Merges: properties that are not named stay. */
  putSchemaProperty(appId: string, name: string, property: SchemaProperty): Promise<void>;
  claims(appId: string): Promise<readonly FederatedClaim[]>;
  /** Names are not unique: groups of a directory may share one with a group of Okta's. */
  groupsNamed(name: string): Promise<readonly Group[]>;
  group(id: string): Promise<Group>;
  createGroup(name: string, description: string): Promise<Group>;
  groupAssignments(appId: string): Promise<readonly GroupAssignment[]>;
  assignGroup(appId: string, groupId: string, assignment: object): Promise<void>;
  /** No more than `atMost`. */
  appUsers(appId: string, atMost: number): Promise<readonly AppUser[]>;
  user(id: string): Promise<OrgUser>;
  groupsOf(userId: string): Promise<readonly Group[]>;
  /** Sign-ons to the app since then, newest first, no more than a page. */
  signOns(appId: string, since: Date): Promise<readonly LogEvent[]>;
  vitals(): OktaVitals;
}

const API = '/api/v1';
const PAGE = '100';
const segment = encodeURIComponent;

function parsed<T>(schema: z.ZodType<T>, text: string, operation: string): T {
  const result = schema.safeParse(parseJson(text));
  if (result.success) return result.data;
  const problem = z.prettifyError(result.error).split('\n').slice(0, 2).join(' ');
  throw new Refusal('OKTA_ANSWER_UNKNOWN', { operation, problem });
}

interface Calls {
  readonly one: <T>(schema: z.ZodType<T>, request: OktaRequest) => Promise<T>;
  /** Follows the pages until `atMost` are there. */
  readonly list: <T>(item: z.ZodType<T>, request: OktaRequest, atMost?: number) => Promise<readonly T[]>;
}

const told = ({ method, path }: OktaRequest): string => `${method} ${path}`;

function callsOver({ send }: OktaTransport): Calls {
  return {
    one: async (schema, request) => parsed(schema, (await send(request)).text, told(request)),
    list: async (item, request, atMost = Infinity) => {
      const found = [];
      let { text, next } = await send(request);
      found.push(...parsed(z.array(item), text, told(request)));
      while (next !== undefined && found.length < atMost) {
        ({ text, next } = await send({ method: request.method, path: next, scope: request.scope }));
        found.push(...parsed(z.array(item), text, told(request)));
      }
      return found.slice(0, atMost);
    },
  };
}

const appPath = (id: string, rest = ''): string => `${API}/apps/${segment(id)}${rest}`;

type AppCalls = Pick<
  OktaClient,
  'appsLabelled' | 'app' | 'createApp' | 'replaceApp' | 'activateApp' | 'keys' | 'metadata' | 'claims'
>;

function appCalls({ one, list }: Calls, { send }: OktaTransport): AppCalls {
  const [read, manage] = ['okta.apps.read', 'okta.apps.manage'];
  return {
    appsLabelled: async (label) => {
      const query = { q: label, limit: PAGE };
      const found = await list(listedApp, { method: 'GET', path: `${API}/apps`, query, scope: read });
      return found.filter((app) => app.label === label);
    },
    app: (id) => one(samlApp, { method: 'GET', path: appPath(id), scope: read }),
    createApp: (body) =>
      one(samlApp, { method: 'POST', path: `${API}/apps`, query: { activate: 'true' }, body, scope: manage }),
    replaceApp: (id, body) => one(samlApp, { method: 'PUT', path: appPath(id), body, scope: manage }),
    activateApp: async (id) => {
      await send({ method: 'POST', path: appPath(id, '/lifecycle/activate'), body: {}, scope: manage });
    },
    keys: (id) => list(signingKey, { method: 'GET', path: appPath(id, '/credentials/keys'), scope: read }),
    metadata: async (id, kid) => {
      const path = appPath(id, '/sso/saml/metadata');
      return (await send({ method: 'GET', path, query: { kid }, accept: 'application/xml', scope: read })).text;
    },
    claims: (id) => list(federatedClaim, { method: 'GET', path: appPath(id, '/federated-claims'), scope: read }),
  };
}

type PeopleCalls = Pick<
  OktaClient,
  'groupsNamed' | 'group' | 'createGroup' | 'groupAssignments' | 'assignGroup' | 'appUsers' | 'user' | 'groupsOf'
>;

function peopleCalls({ one, list }: Calls, { send }: OktaTransport): PeopleCalls {
  const [read, manage] = ['okta.groups.read', 'okta.groups.manage'];
  return {
    groupsNamed: async (name) => {
      const query = { q: name, limit: PAGE };
      const found = await list(group, { method: 'GET', path: `${API}/groups`, query, scope: read });
      return found.filter(({ profile }) => profile.name === name);
    },
    group: (id) => one(group, { method: 'GET', path: `${API}/groups/${segment(id)}`, scope: read }),
    createGroup: (name, description) =>
      one(group, { method: 'POST', path: `${API}/groups`, body: { profile: { name, description } }, scope: manage }),
    groupAssignments: (appId) =>
      list(groupAssignment, {
        method: 'GET',
        path: appPath(appId, '/groups'),
        query: { limit: PAGE },
        scope: 'okta.apps.read',
      }),
    assignGroup: async (appId, groupId, body) => {
      const path = appPath(appId, `/groups/${segment(groupId)}`);
      await send({ method: 'PUT', path, body, scope: 'okta.apps.manage' });
    },
    appUsers: (appId, atMost) =>
      list(
        appUser,
        { method: 'GET', path: appPath(appId, '/users'), query: { limit: PAGE }, scope: 'okta.apps.read' },
        atMost,
      ),
    user: (id) => one(orgUser, { method: 'GET', path: `${API}/users/${segment(id)}`, scope: 'okta.users.read' }),
    groupsOf: (userId) =>
      list(group, { method: 'GET', path: `${API}/users/${segment(userId)}/groups`, scope: 'okta.users.read' }),
  };
}

type PolicyCalls = Pick<OktaClient, 'accessPolicies' | 'assignAccessPolicy'>;

function policyCalls({ list }: Calls, { send }: OktaTransport): PolicyCalls {
  return {
    accessPolicies: () => {
      const query = { type: 'ACCESS_POLICY' };
      return list(accessPolicy, { method: 'GET', path: `${API}/policies`, query, scope: 'okta.policies.read' });
    },
    assignAccessPolicy: async (appId, policyId) => {
      const path = appPath(appId, `/policies/${segment(policyId)}`);
      await send({ method: 'PUT', path, scope: 'okta.apps.manage' });
    },
  };
}

const schemaPath = (appId: string): string => `${API}/meta/schemas/apps/${segment(appId)}/default`;

type SchemaCalls = Pick<OktaClient, 'schema' | 'putSchemaProperty'>;

function schemaCalls({ one }: Calls): SchemaCalls {
  return {
    schema: (appId) => one(appSchema, { method: 'GET', path: schemaPath(appId), scope: 'okta.schemas.read' }),
    putSchemaProperty: async (appId, name, property) => {
      const custom = { id: '#custom', type: 'object', properties: { [name]: property }, required: [] };
      const body = { definitions: { custom } };
      await one(appSchema, { method: 'POST', path: schemaPath(appId), body, scope: 'okta.schemas.manage' });
    },
  };
}

/** No request is made here. */
export function createOktaClient(settings: OktaSettings, deps: OktaDeps): OktaClient {
  const authorization = createAuthorization(settings, deps);
  const transport = createOktaTransport({ org: settings.org, authorization, deps });
  const calls = callsOver(transport);
  return {
    org: () => calls.one(org, { method: 'GET', path: '/.well-known/okta-organization', scope: 'no scope' }),
    ...appCalls(calls, transport),
    ...policyCalls(calls, transport),
    ...peopleCalls(calls, transport),
    ...schemaCalls(calls),
    signOns: async (appId, since) => {
      const filter = `eventType eq "user.authentication.sso" and target.id eq "${appId}"`;
      const query = { since: since.toISOString(), filter, sortOrder: 'DESCENDING', limit: PAGE };
      const scope = 'okta.logs.read';
      // One page: the log of a busy app has many, and it is polled without end.
      return calls.list(logEvent, { method: 'GET', path: `${API}/logs`, query, scope }, Number(PAGE));
    },
    vitals: transport.vitals,
  };
}
