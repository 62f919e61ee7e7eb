import { createAfterDemotion } from '../../src/conversations/after-demotion.ts';
import { createMemoryStore } from '../../src/store/store.memory.ts';
import { failureOf } from '../support/failing.ts';
import { aDesired, ada } from '../support/subject-states.ts';
import type { RoleList } from '../support/subject-states.ts';

function setUp() {
  const store = createMemoryStore({ clock: () => 0 });
  const lowered: string[] = [];
  const failures: Error[] = [];
  const afterDemotion = createAfterDemotion({
    ledger: store.ledger,
    records: store.records,
    participants: {
      lowerAll: async ({ identity }) => {
        const failure = failures.shift();
        if (failure !== undefined) throw failure;
        return lowered.push(identity);
      },
    },
  });
  const login = async (roles: RoleList, now: number): Promise<void> => {
    const desired = { ...aDesired(roles), fence: { issuedAt: now, assertionId: `_${now}` } };
    await store.ledger.claim({ subject: ada, desired, usedUntil: now + 1_000, now });
  };
  return { afterDemotion, login, lowered, failures };
}

test('a person who was never demoted is not looked for', async () => {
  const { afterDemotion, login, lowered } = setUp();
  await afterDemotion(ada);
  await login(['agent'], 1_000);
  await login(['admin'], 2_000);
  await afterDemotion(ada);
  expect(lowered).toEqual([]);
});

test('each demotion lowers once, however often the outbox comes', async () => {
  const { afterDemotion, login, lowered } = setUp();
  await login(['admin'], 1_000);
  await login(['supervisor'], 2_000);
  await afterDemotion(ada);
  await afterDemotion(ada);
  expect(lowered).toHaveLength(1);
  await login(['agent'], 3_000);
  await afterDemotion(ada);
  expect(lowered).toHaveLength(2);
});

test('what failed is done at the next try', async () => {
  const { afterDemotion, login, lowered, failures } = setUp();
  await login(['admin'], 1_000);
  await login(['agent'], 2_000);
  failures.push(new Error('Twilio is away'));
  expect(await failureOf(afterDemotion(ada))).toMatchObject({ message: 'Twilio is away' });
  await afterDemotion(ada);
  expect(lowered).toEqual([ada.identity]);
});
