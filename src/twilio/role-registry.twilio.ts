import type { RoleRegistry, ServiceRoleResource } from '../role-management/role-registry.ts';
import { LARGEST_PAGE } from './role-product.ts';
import type { RoleProduct } from './role-product.ts';
import { withoutAge } from './role-registry-wire.ts';
import type { AgedRole } from './role-registry-wire.ts';
import { pathSegment } from './twilio-address.ts';
import type { TwilioCalls } from './twilio-calls.ts';
import { answering, isNotFound } from './twilio-failure.ts';
import { eachOf, listOf } from './twilio-pages.ts';

const byAge = (a: AgedRole<string>, b: AgedRole<string>): number =>
  a.createdAt - b.createdAt || (a.sid < b.sid ? -1 : 1);

async function listRoles<T extends string>(
  { label, roles, toRole }: RoleProduct<T>,
  calls: TwilioCalls,
): Promise<readonly ServiceRoleResource<T>[]> {
  const all = await listOf(eachOf(calls, `${label}.list`, () => roles.page({ pageSize: LARGEST_PAGE }), toRole));
  return all.toSorted(byAge).map(withoutAge);
}

async function firstOf(items: AsyncIterable<string>, atMost: number): Promise<readonly string[]> {
  const found = new Set<string>();
  for await (const item of items) {
    found.add(item);
    if (found.size >= atMost) break;
  }
  return [...found];
}

const fetchRole = <T extends string>(
  { label, roles, toRole }: RoleProduct<T>,
  calls: TwilioCalls,
  sid: string,
): Promise<ServiceRoleResource<T> | undefined> =>
  calls.repeatable(`${label}.fetch`, () =>
    roles(pathSegment(sid))
      .fetch()
      .then((role) => withoutAge(toRole(role)))
      .catch(answering(isNotFound, undefined)),
  );

const createRole =
  <T extends string>(product: RoleProduct<T>, calls: TwilioCalls): RoleRegistry<T>['create'] =>
  ({ type, name, permissions }) =>
    calls.once(
      `${product.label}.create`,
      async () => {
        const wanted = { friendlyName: name, type, permission: [...permissions] };
        return withoutAge(product.toRole(await product.roles.create(wanted)));
      },
      async () => (await listRoles(product, calls)).find((role) => role.type === type && role.name === name),
    );

export const createTwilioRoleRegistry = <T extends string>(
  product: RoleProduct<T>,
  calls: TwilioCalls,
): RoleRegistry<T> => ({
  list: () => listRoles(product, calls),
  fetch: (sid) => fetchRole(product, calls, sid),
  defaultSids: product.defaultSids,
  create: createRole(product, calls),
  // The same set twice is the same as once.
  replacePermissions: (sid, permissions) =>
    calls.repeatable<ServiceRoleResource<T> | 'gone'>(`${product.label}.update`, () =>
      product
        .roles(pathSegment(sid))
        .update({ permission: [...permissions] })
        .then((role) => withoutAge(product.toRole(role)))
        .catch(answering(isNotFound, 'gone')),
    ),
  remove: (sid) =>
    calls.repeatable(`${product.label}.remove`, async () => {
      await product.roles(pathSegment(sid)).remove().catch(answering(isNotFound, true));
    }),
  holders: (role, atMost) => firstOf(product.bearersOf(role), atMost),
});
