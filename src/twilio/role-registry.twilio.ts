import type { ServiceContext } from 'twilio/lib/rest/conversations/v1/service';
import type { RoleRegistry, ServiceRoleResource } from '../role-management/role-registry.ts';
import { toAgedRole, toBearer, toDefaultSids, toSid, withoutAge } from './role-registry-wire.ts';
import type { AgedRole } from './role-registry-wire.ts';
import { pathSegment } from './twilio-address.ts';
import type { TwilioCalls } from './twilio-calls.ts';
import { answering, isNotFound } from './twilio-failure.ts';
import { eachOf, listOf } from './twilio-pages.ts';

const LARGEST_PAGE = 50;
const MOST_PARTICIPANTS = 100;

const byAge = (a: AgedRole, b: AgedRole): number => a.createdAt - b.createdAt || (a.sid < b.sid ? -1 : 1);

async function listRoles(service: ServiceContext, calls: TwilioCalls): Promise<readonly ServiceRoleResource[]> {
  const all = await listOf(
    eachOf(calls, 'role.list', () => service.roles.page({ pageSize: LARGEST_PAGE }), toAgedRole),
  );
  return all.toSorted(byAge).map(withoutAge);
}

/** One request for every 50 Users. */
async function* usersWith(service: ServiceContext, calls: TwilioCalls, roleSid: string): AsyncGenerator<string> {
  const users = eachOf(calls, 'user.list', () => service.users.page({ pageSize: LARGEST_PAGE }), toBearer);
  for await (const user of users) if (user.roleSid === roleSid) yield user.identity ?? user.sid;
}

/** One request for every 50 conversations and at least one for every conversation. */
async function* participantsWith(service: ServiceContext, calls: TwilioCalls, roleSid: string): AsyncGenerator<string> {
  const conversations = eachOf(
    calls,
    'conversation.list',
    () => service.conversations.page({ pageSize: LARGEST_PAGE }),
    toSid,
  );
  for await (const conversation of conversations) {
    const { participants } = service.conversations(pathSegment(conversation));
    const first = () => participants.page({ pageSize: MOST_PARTICIPANTS });
    for await (const participant of eachOf(calls, 'participant.list', first, toBearer)) {
      if (participant.roleSid === roleSid) yield `${conversation}: ${participant.identity ?? participant.sid}`;
    }
  }
}

async function firstOf(items: AsyncIterable<string>, atMost: number): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const item of items) {
    found.push(item);
    if (found.length >= atMost) break;
  }
  return found;
}

const fetchRole = (
  service: ServiceContext,
  calls: TwilioCalls,
  sid: string,
): Promise<ServiceRoleResource | undefined> =>
  calls.repeatable('role.fetch', () =>
    service
      .roles(pathSegment(sid))
      .fetch()
      .then((role) => withoutAge(toAgedRole(role)))
      .catch(answering(isNotFound, undefined)),
  );

const createRole =
  (service: ServiceContext, calls: TwilioCalls): RoleRegistry['create'] =>
  ({ type, name, permissions }) =>
    calls.once(
      'role.create',
      async () => {
        const wanted = { friendlyName: name, type, permission: [...permissions] };
        return withoutAge(toAgedRole(await service.roles.create(wanted)));
      },
      async () => (await listRoles(service, calls)).find((role) => role.type === type && role.name === name),
    );

/** Conversations v1: twilio.com/docs/conversations/api/role-resource. A change counts against 30 a second per Service. */
export const createTwilioRoleRegistry = (service: ServiceContext, calls: TwilioCalls): RoleRegistry => ({
  list: () => listRoles(service, calls),
  fetch: (sid) => fetchRole(service, calls, sid),
  defaultSids: () =>
    calls.repeatable('service-configuration.fetch', () => service.configuration().fetch().then(toDefaultSids)),
  create: createRole(service, calls),
  // The same set twice is the same as once.
  replacePermissions: (sid, permissions) =>
    calls.repeatable<ServiceRoleResource | 'gone'>('role.update', () =>
      service
        .roles(pathSegment(sid))
        .update({ permission: [...permissions] })
        .then((role) => withoutAge(toAgedRole(role)))
        .catch(answering(isNotFound, 'gone')),
    ),
  remove: (sid) =>
    calls.repeatable('role.remove', async () => {
      await service.roles(pathSegment(sid)).remove().catch(answering(isNotFound, true));
    }),
  holders: ({ sid, type }, atMost) =>
    firstOf(type === 'service' ? usersWith(service, calls, sid) : participantsWith(service, calls, sid), atMost),
});
