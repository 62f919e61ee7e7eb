import { isRefusal } from '../../kernel/refusal.ts';
import type { RefusalCode } from '../../kernel/refusal.ts';
import type { AppConnection } from '../app-connection.ts';
import { appConnection } from '../app-connection.ts';
import { rolesOf } from '../group-plan.ts';
import type { OktaClient } from '../okta-client.ts';
import type { OktaVitals } from '../okta-transport.ts';
import { ROLES_PROPERTY } from '../roles-property.ts';
import type { AppUser, FederatedClaim, LogEvent, SamlApp, SchemaProperty, SigningKey } from '../wire.ts';

/** A group that is assigned to the app. */
export interface AssignedGroup {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
}

export interface ObservedUser {
  readonly user: AppUser;
  /** The person in the org: `user.…` of expressions. */
  readonly profile: Readonly<Record<string, unknown>>;
  /** Every group that the person is in, assigned to the app or not. */
  readonly groups: readonly { readonly id: string; readonly name: string }[];
}

/** Something that the credentials may not read. */
export interface Unread {
  readonly what: string;
  readonly reason: string;
}

export interface ObservedApp {
  readonly app: SamlApp;
  /** `idx`: Identity Engine. */
  readonly pipeline: string | undefined;
  readonly claims: readonly FederatedClaim[];
  readonly rolesProperty: SchemaProperty | undefined;
  readonly groups: readonly AssignedGroup[];
  /** A sample. */
  readonly users: readonly ObservedUser[];
  readonly keys: readonly SigningKey[];
  readonly connection: AppConnection;
  /** Of the last week, newest first. */
  readonly signOns: readonly LogEvent[];
  readonly unread: readonly Unread[];
  readonly vitals: OktaVitals;
}

const WEEK_MS = 7 * 86_400_000;
const FORBIDDEN: ReadonlySet<RefusalCode> = new Set<RefusalCode>(['OKTA_SCOPE_MISSING', 'OKTA_REJECTED']);

export interface ObserveParts {
  readonly client: OktaClient;
  readonly clock: () => number;
  /** How many people are looked at. */
  readonly sample: number;
}

/** What is not allowed, or not there in this org, is left out and told. */
function reader(unread: Unread[]) {
  return async <T>(what: string, otherwise: T, read: () => Promise<T>): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      if (!isRefusal(error) || !FORBIDDEN.has(error.code)) throw error;
      unread.push({ what, reason: error.detail });
      return otherwise;
    }
  };
}

async function assignedGroups({ client }: ObserveParts, appId: string): Promise<readonly AssignedGroup[]> {
  const assignments = await client.groupAssignments(appId);
  const groups: AssignedGroup[] = [];
  for (const assignment of assignments) {
    const { profile } = await client.group(assignment.id);
    groups.push({ id: assignment.id, name: profile.name, roles: rolesOf(assignment) });
  }
  return groups;
}

async function sampledUsers({ client, sample }: ObserveParts, appId: string): Promise<readonly ObservedUser[]> {
  const observed: ObservedUser[] = [];
  for (const user of await client.appUsers(appId, sample)) {
    const { profile } = await client.user(user.id);
    const groups = await client.groupsOf(user.id);
    observed.push({ user, profile, groups: groups.map((group) => ({ id: group.id, name: group.profile.name })) });
  }
  return observed;
}

async function rolesPropertyOf(client: OktaClient, appId: string): Promise<SchemaProperty | undefined> {
  const { definitions } = await client.schema(appId);
  return new Map(Object.entries(definitions.custom?.properties ?? {})).get(ROLES_PROPERTY);
}

/** Reads everything that the checks look at; changes nothing. One call after the other: an org's limits are small. */
export async function observeApp(parts: ObserveParts, app: SamlApp): Promise<ObservedApp> {
  const { client, clock } = parts;
  const unread: Unread[] = [];
  const optional = reader(unread);
  const since = new Date(clock() - WEEK_MS);
  return {
    app,
    pipeline: await optional(
      'the engine of the org',
      undefined,
      async () => (await client.org()).pipeline ?? undefined,
    ),
    claims: await optional('unified claims', [], () => client.claims(app.id)),
    rolesProperty: await optional('the app profile', undefined, () => rolesPropertyOf(client, app.id)),
    groups: await optional('assigned groups', [], () => assignedGroups(parts, app.id)),
    users: await optional('assigned people', [], () => sampledUsers(parts, app.id)),
    keys: await client.keys(app.id),
    connection: await appConnection(client, app),
    signOns: await optional('the system log', [], () => client.signOns(app.id, since)),
    unread,
    vitals: client.vitals(),
  };
}
