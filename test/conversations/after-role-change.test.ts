import { createAfterRoleChange } from '../../src/conversations/after-role-change.ts';
import { slotOf } from '../../src/provisioning/subject.ts';
import { createMemoryStore } from '../../src/store/store.memory.ts';
import { failureOf } from '../support/failing.ts';
import { confirmRoles } from '../support/store-people.ts';
import { aDesired, ada } from '../support/subject-states.ts';
import type { RoleList } from '../support/subject-states.ts';

const SLOT = slotOf(ada.identity);

function setUp() {
  const store = createMemoryStore({ clock: () => 0 });
  const calls: string[] = [];
  const failures: Error[] = [];
  const during: (() => Promise<void>)[] = [];
  const noting = (call: string) => async (): Promise<number> => {
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    await during.shift()?.();
    return calls.push(call);
  };
  const afterRoleChange = createAfterRoleChange({
    ledger: store.ledger,
    records: store.records,
    participants: { lowerAll: noting('lower'), alignAll: noting('align') },
  });
  /** Decided, and not in Twilio yet. */
  const decide = async (roles: RoleList, now: number): Promise<void> => {
    const desired = { ...aDesired(roles), fence: { issuedAt: now, assertionId: `_${now}` } };
    await store.ledger.claim({ subject: ada, desired, usedUntil: now + 1_000, now });
  };
  const login = async (roles: RoleList, now: number): Promise<void> => {
    await decide(roles, now);
    await confirmRoles(store, roles);
  };
  return { afterRoleChange, decide, login, calls, failures, during, store };
}

test('a person whose role never changed, or whom nobody knows, is not looked for', async () => {
  const { afterRoleChange, login, calls } = setUp();
  await afterRoleChange(ada);
  await login(['agent'], 1_000);
  await login(['agent'], 2_000);
  await afterRoleChange(ada);
  expect(calls).toEqual([]);
});

test('each demotion lowers once, however often the outbox comes', async () => {
  const { afterRoleChange, login, calls } = setUp();
  await login(['admin'], 1_000);
  await login(['supervisor'], 2_000);
  await afterRoleChange(ada);
  await afterRoleChange(ada);
  expect(calls).toEqual(['lower']);
  await login(['agent'], 3_000);
  await afterRoleChange(ada);
  expect(calls).toEqual(['lower', 'lower']);
});

test('each promotion raises once, and the demotion after it lowers', async () => {
  const { afterRoleChange, login, calls } = setUp();
  await login(['agent'], 1_000);
  await login(['supervisor'], 2_000);
  await afterRoleChange(ada);
  await afterRoleChange(ada);
  expect(calls).toEqual(['align']);
  await login(['agent'], 3_000);
  await afterRoleChange(ada);
  await afterRoleChange(ada);
  expect(calls).toEqual(['align', 'lower']);
});

test('a promotion that Twilio did not hold yet is done again once it does', async () => {
  const { afterRoleChange, login, decide, calls, store } = setUp();
  await login(['agent'], 1_000);
  await decide(['admin'], 2_000);
  await afterRoleChange(ada);
  await confirmRoles(store, ['admin']);
  await afterRoleChange(ada);
  await afterRoleChange(ada);
  expect(calls).toEqual(['align', 'align']);
});

test('a demotion that comes while a promotion is being done is done by the next entry', async () => {
  const { afterRoleChange, login, calls, during } = setUp();
  await login(['agent'], 1_000);
  await login(['admin'], 2_000);
  during.push(() => login(['agent'], 3_000));
  await afterRoleChange(ada);
  await afterRoleChange(ada);
  expect(calls).toEqual(['align', 'lower']);
});

test('a block lowers once; an end of the block gives the role back', async () => {
  const { afterRoleChange, login, calls, store } = setUp();
  await login(['supervisor'], 1_000);
  await store.ledger.block(SLOT, { at: 2_000, by: 'op', reason: 'left' });
  await afterRoleChange(ada);
  await afterRoleChange(ada);
  expect(calls).toEqual(['lower']);
  await store.ledger.unblock(SLOT);
  await afterRoleChange(ada);
  await afterRoleChange(ada);
  expect(calls).toEqual(['lower', 'align']);
});

test('what failed is done at the next try', async () => {
  const { afterRoleChange, login, calls, failures } = setUp();
  await login(['admin'], 1_000);
  await login(['agent'], 2_000);
  failures.push(new Error('Twilio is away'));
  expect(await failureOf(afterRoleChange(ada))).toMatchObject({ message: 'Twilio is away' });
  await afterRoleChange(ada);
  expect(calls).toEqual(['lower']);
});
