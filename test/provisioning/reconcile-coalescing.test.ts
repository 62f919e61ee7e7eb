import { createReconcile } from '../../src/provisioning/reconcile.ts';
import { slotOf } from '../../src/provisioning/subject.ts';
import { aClaim, aConfirmed, aSubject, T0 } from '../support/store-builders.ts';
import { openMemoryStore } from '../support/store-harness.ts';
import { failureOf } from '../support/failing.ts';

const subject = aSubject();
const slot = slotOf(subject.identity);
const unasked = (): never => {
  throw new Error('Twilio was asked');
};
const port = new Proxy({}, { get: () => unasked }) as never;

/** A subject whose lease another holds, who confirms at the second look. */
async function setUp(confirmed = aConfirmed()) {
  const { store, clock } = openMemoryStore();
  await store.ledger.claim(aClaim());
  const held = await store.ledger.lease(slot, 60_000);
  if (held === undefined) throw new Error('no lease');
  let pauses = 0;
  const reconcile = createReconcile({
    ledger: store.ledger,
    workers: port,
    users: port,
    serviceRoles: port,
    policy: { names: { agent: 'agent', supervisor: 'supervisor', admin: 'admin' }, sids: {}, agentMissing: 'refuse' },
    clock: () => clock.now,
    pause: async (ms) => {
      clock.now += ms;
      pauses += 1;
      if (pauses === 2) await store.ledger.confirm(held, confirmed);
    },
    settings: { leaseMs: 15_000, patienceMs: 1_000 },
  });
  return { reconcile, pauses: () => pauses };
}

test('who waits for the lease is content with what its holder confirms meanwhile', async () => {
  const confirmed = aConfirmed({ at: T0 + 50 });
  const { reconcile, pauses } = await setUp(confirmed);
  await expect(reconcile(subject, { since: T0 })).resolves.toEqual({ confirmed });
  expect(pauses()).toBe(2);
});

test.each([
  ['it was confirmed before this login', aConfirmed({ at: T0 - 1 }), T0],
  ['it is not what is desired now', aConfirmed({ digest: 'digest of admin', flexRole: 'admin', at: T0 + 50 }), T0],
  ['it is a repair, which looks for itself', aConfirmed({ at: T0 + 50 }), undefined],
])('but not where %s', async (_why, confirmed, since) => {
  const { reconcile } = await setUp(confirmed);
  const waited = reconcile(subject, since === undefined ? {} : { since });
  expect(await failureOf(waited)).toMatchObject({ code: 'PROVISIONING_BUSY' });
});
