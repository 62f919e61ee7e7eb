import type { ServiceContext } from 'twilio/lib/rest/conversations/v1/service';
import type { Clock } from '../kernel/clock.ts';
import type { ServiceRole, ServiceRoles } from '../provisioning/conversation-users.ts';
import { createSnapshot, type Snapshot } from './snapshot.ts';
import type { TwilioCalls } from './twilio-calls.ts';
import { eachOf, listOf } from './twilio-pages.ts';
import { beforeDeadline } from './twilio-scope.ts';
import { toDefaultRoleSid, toListedRole, type ListedRole } from './wire.ts';

const PAGE_SIZE = 50;

export interface RoleCacheSettings {
  readonly clock: Clock;
  /** How long a copy of the roles serves. */
  readonly ttlMs: number;
  /** A role that the copy lacks makes us read again, but not more often than this. */
  readonly missMs: number;
}

export interface CachedServiceRoles extends ServiceRoles {
  /** The roles were changed, or one turned out to be unknown: the next look-up reads anew. */
  readonly invalidate: () => void;
}

/** Conversations v1: twilio.com/docs/conversations/api/role-resource. */
export function createServiceRoles(
  service: ServiceContext,
  calls: TwilioCalls,
  cache: RoleCacheSettings,
): CachedServiceRoles {
  const roles = createSnapshot(() => listServiceRoles(service, calls), cache);
  const defaultSid = createSnapshot(() => fetchDefaultSid(service, calls), cache);

  const find = async (isWanted: (role: ServiceRole) => boolean): Promise<ServiceRole | undefined> => {
    const known = await beforeDeadline('role.list', roles.read());
    return known.find(isWanted) ?? (await beforeDeadline('role.list', roles.read(cache.missMs))).find(isWanted);
  };
  // A User without any role is no reason to read the roles again.
  const findBySid = async (sid: string): Promise<ServiceRole | undefined> =>
    sid === '' ? undefined : find((role) => role.sid === sid);
  const findByName = (name: string): Promise<ServiceRole | undefined> => find((role) => role.name === name);

  return {
    findByName,
    findBySid,
    serviceDefault: async () => {
      const sid = await beforeDeadline('service-configuration.fetch', defaultSid.read());
      return sid === undefined ? undefined : findBySid(sid);
    },
    create: async (name, permissions) => {
      const lookUp = (): Promise<ServiceRole | undefined> => afresh(roles, () => findByName(name));
      const created = await calls.once('role.create', () => createRole(service, name, permissions), lookUp);
      // Names are not unique: of two replicas that create at once, both go on with the older role.
      return (await lookUp()) ?? created;
    },
    invalidate: () => {
      roles.invalidate();
      defaultSid.invalidate();
    },
  };
}

function afresh<T>(snapshot: Snapshot<unknown>, read: () => Promise<T>): Promise<T> {
  snapshot.invalidate();
  return read();
}

async function listServiceRoles(service: ServiceContext, calls: TwilioCalls): Promise<readonly ServiceRole[]> {
  const listed = eachOf(calls, 'role.list', () => service.roles.page({ pageSize: PAGE_SIZE }), toListedRole);
  const all = await listOf(listed);
  return all
    .filter((role) => role.type === 'service')
    .toSorted(byAge)
    .map(toServiceRole);
}

const fetchDefaultSid = (service: ServiceContext, calls: TwilioCalls): Promise<string | undefined> =>
  calls.repeatable('service-configuration.fetch', () => service.configuration().fetch().then(toDefaultRoleSid));

async function createRole(service: ServiceContext, name: string, permissions: readonly string[]): Promise<ServiceRole> {
  const wanted = { friendlyName: name, type: 'service' as const, permission: [...permissions] };
  return toServiceRole(toListedRole(await service.roles.create(wanted)));
}

const toServiceRole = ({ sid, name }: ListedRole): ServiceRole => ({ sid, name });

/** Oldest first; where one name is there twice, every replica takes the same. */
const byAge = (a: ListedRole, b: ListedRole): number => a.createdAt - b.createdAt || (a.sid < b.sid ? -1 : 1);
