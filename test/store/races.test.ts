import * as fc from 'fast-check';
import { lowersFlexRole } from '../../src/provisioning/desired-state.ts';
import type { Claim, ClaimOutcome } from '../../src/provisioning/subject-ledger.ts';
import { slotOf } from '../../src/provisioning/subject.ts';
import { FLEX_ROLES } from '../../src/roles/flex-role.ts';
import { aClaim, aSubject, T0 } from '../support/store-builders.ts';
import { BOTH, withStore } from '../support/store-harness.ts';

const byFence = (a: Claim, b: Claim): number =>
  a.desired.fence.issuedAt - b.desired.fence.issuedAt ||
  Buffer.compare(Buffer.from(a.desired.fence.assertionId), Buffer.from(b.desired.fence.assertionId));

const isDemotion = ({ previous, state }: Extract<ClaimOutcome, { kind: 'accepted' }>): boolean =>
  state.desired !== undefined && lowersFlexRole(previous?.desired, state.desired);

/** Distinct assertions, many of them issued at the same instant, each posted one to three times. */
const assertions = fc.uniqueArray(
  fc.record({
    assertionId: fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom('a', 'b', 'Z', '_', 'é', '😀') }),
    issuedAt: fc.integer({ min: T0, max: T0 + 2 }),
    flexRole: fc.constantFrom(...FLEX_ROLES),
    posts: fc.integer({ min: 1, max: 3 }),
  }),
  { selector: ({ assertionId }) => assertionId, minLength: 1, maxLength: 12 },
);

describe.each(BOTH)('claims that meet in %s', (_name, open) => {
  const opened = withStore(open);

  test('in whatever order they come: each counts once, and the newest fence stands in the end', async () => {
    let people = 0;
    const scenario = fc.asyncProperty(assertions, fc.infiniteStream(fc.nat()), async (distinct, random) => {
      const subject = aSubject(`person${(people += 1)}@example.com`);
      const posted = distinct
        .flatMap(({ posts, ...parts }) => Array.from({ length: posts }, () => aClaim({ ...parts, subject })))
        .map((claim) => ({ claim, at: random.next().value ?? 0 }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ claim }) => claim);
      const outcomes = await Promise.all(posted.map((claim) => opened().store.ledger.claim(claim)));

      const counted = posted.filter((_claim, index) => outcomes[index]?.kind !== 'replay');
      const ids = counted.map(({ desired }) => desired.fence.assertionId);
      expect(ids.toSorted()).toEqual(distinct.map(({ assertionId }) => assertionId).toSorted());
      const newest = posted.toSorted(byFence).at(-1)!;
      const ofNewest = outcomes.filter((_outcome, index) => posted[index]?.desired.fence === newest.desired.fence);
      expect(ofNewest).not.toContainEqual(expect.objectContaining({ kind: 'stale' }));
      const state = await opened().store.ledger.read(slotOf(subject.identity));
      expect(state).toMatchObject({ subject, desired: newest.desired });
      const lowered = outcomes.filter((outcome) => outcome.kind === 'accepted' && isDemotion(outcome));
      expect(state?.demoted?.times ?? 0).toBe(lowered.length);
    });
    await fc.assert(scenario, { numRuns: 100 });
  });

  test('an accepted claim never leaves a state behind that is older than the one it found', async () => {
    let people = 0;
    const scenario = fc.asyncProperty(assertions, async (distinct) => {
      const subject = aSubject(`person${(people += 1)}@example.com`);
      for (const parts of distinct) {
        const claim = aClaim({ ...parts, subject });
        const outcome = await opened().store.ledger.claim(claim);
        if (outcome.kind !== 'accepted') continue;
        const before = outcome.previous?.desired;
        const after = { ...claim, desired: outcome.state.desired! };
        expect(before === undefined || byFence({ ...claim, desired: before }, after) <= 0).toBe(true);
        expect(after.desired.digest).toBe(claim.desired.digest);
      }
    });
    await fc.assert(scenario, { numRuns: 100 });
  });
});
