import { Refusal } from '../../src/kernel/refusal.ts';
import { createDeliver } from '../../src/provisioning/deliver.ts';
import type { SubjectState } from '../../src/provisioning/subject-ledger.ts';
import { failureOf } from '../support/failing.ts';
import { aBlock, aConfirmed, aDesired, aLog, aSubject } from '../support/store-builders.ts';

const subject = aSubject();
const confirmed = aConfirmed();

function setUp(state: SubjectState | undefined, failure?: Refusal) {
  const log = aLog();
  const reconciled: unknown[] = [];
  const deliver = createDeliver({
    ledger: { read: () => Promise.resolve(state) },
    reconcile: (who) => {
      reconciled.push(who);
      return failure === undefined ? Promise.resolve({ confirmed }) : Promise.reject(failure);
    },
    log,
  });
  return { deliver, reconciled, log };
}

test.each([
  ['an unknown subject', undefined],
  ['a subject without a desired state', { subject }],
  ['one that Twilio is known to equal', { subject, desired: aDesired(), confirmed }],
  [
    'a blocked one that nobody has looked at since its last login',
    { subject, desired: aDesired({ issuedAt: confirmed.at + 1 }), confirmed, blocked: aBlock() },
  ],
  ['a blocked one', { subject, desired: aDesired({ flexRole: 'admin' }), confirmed, blocked: aBlock() }],
] as const)('%s is done without asking Twilio', async (_title, state) => {
  const { deliver, reconciled } = setUp(state);
  await deliver(subject);
  expect(reconciled).toEqual([]);
});

test.each([
  ['never confirmed', { subject, desired: aDesired() }],
  ['confirmed with something else', { subject, desired: aDesired({ flexRole: 'admin' }), confirmed }],
  [
    'that nobody has looked at since its last login',
    { subject, desired: aDesired({ issuedAt: confirmed.at + 1 }), confirmed },
  ],
])('a subject %s is reconciled', async (_title, state) => {
  const { deliver, reconciled } = setUp(state);
  await deliver(subject);
  expect(reconciled).toEqual([subject]);
});

test('what passes by itself is thrown on, to be tried again, and troubles nobody', async () => {
  const away = new Refusal('TWILIO_UNAVAILABLE', { operation: 'worker.create', reason: 'test' });
  const { deliver, log } = setUp({ subject, desired: aDesired() }, away);
  expect(await failureOf(deliver(subject))).toBe(away);
  expect(log.lines).toEqual([]);
});

test('what only an operator can cure is thrown on, and logged as an error', async () => {
  const rejected = new Refusal('TWILIO_REJECTED', { operation: 'worker.create', status: 400, message: 'no' });
  const { deliver, log } = setUp({ subject, desired: aDesired() }, rejected);
  expect(await failureOf(deliver(subject))).toBe(rejected);
  expect(log.lines).toMatchObject([
    { level: 'error', fields: { username: subject.username, code: 'TWILIO_REJECTED' } },
  ]);
});
