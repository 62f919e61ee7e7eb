import type { ClaimOutcome } from '../../../src/provisioning/subject-ledger.ts';
import type { Door } from '../../../src/roles/console-roles.ts';
import type { FlexRole } from '../../../src/roles/flex-role.ts';
import { slotOf } from '../../../src/provisioning/subject.ts';
import {
  aBlock,
  aClaim,
  aConfirmed,
  aDesired,
  aSession,
  aSubject,
  HOUR,
  MINUTE,
  slot,
  T0,
} from '../../support/store-builders.ts';
import type { ClaimParts } from '../../support/store-builders.ts';
import { eventually } from '../../support/store-eventually.ts';
import { withStore } from '../../support/store-harness.ts';
import type { OpenAStore } from '../../support/store-harness.ts';

/** What every implementation of SubjectLedger promises. */
export function subjectLedgerContract(name: string, open: OpenAStore): void {
  describe(`SubjectLedger in ${name}`, () => {
    const opened = withStore(open);
    const ledger = () => opened().store.ledger;
    const claim = (parts: ClaimParts = {}): Promise<ClaimOutcome> => ledger().claim(aClaim(parts));
    const confirmedOnce = async () => {
      const lease = (await ledger().lease(slot, HOUR))!;
      await ledger().confirm(lease, aConfirmed());
      await ledger().release(lease);
    };

    test('an unknown subject has no state', async () => {
      await expect(ledger().read(slot)).resolves.toBeUndefined();
    });

    test('the first claim becomes the desired state', async () => {
      const state = { subject: aSubject(), desired: aDesired() };
      await expect(claim()).resolves.toEqual({ kind: 'accepted', state });
      await expect(ledger().read(slot)).resolves.toEqual(state);
    });

    test('a newer claim replaces the desired state, keeps the confirmed one, and tells what was before', async () => {
      await claim();
      await confirmedOnce();
      const previous = { subject: aSubject(), desired: aDesired(), confirmed: aConfirmed() };
      const newer = { issuedAt: T0 + 1, assertionId: '_a2', flexRole: 'admin' } as const;
      const state = { ...previous, desired: aDesired(newer), promotions: 1 };
      await expect(claim(newer)).resolves.toEqual({ kind: 'accepted', previous, state });
      await expect(ledger().read(slot)).resolves.toEqual(state);
    });

    test('subjects stand apart', async () => {
      await claim();
      await expect(claim({ subject: aSubject('bob@example.com') })).resolves.toMatchObject({ kind: 'accepted' });
      await expect(ledger().read(slot)).resolves.toMatchObject({ subject: aSubject() });
    });

    describe('replay', () => {
      test('an assertion is claimed once', async () => {
        await claim();
        await expect(claim()).resolves.toEqual({ kind: 'replay' });
      });

      test('of many claims of one assertion at the same moment, one is accepted', async () => {
        const kinds = (await Promise.all(Array.from({ length: 50 }, () => claim()))).map(({ kind }) => kind);
        expect(kinds.toSorted()).toEqual(['accepted', ...Array.from({ length: 49 }, () => 'replay')]);
      });

      test('a stale claim uses its assertion up', async () => {
        await claim({ issuedAt: T0 + 1, assertionId: '_new' });
        await expect(claim({ assertionId: '_old', flexRole: 'admin' })).resolves.toMatchObject({ kind: 'stale' });
        await expect(claim({ assertionId: '_old', flexRole: 'admin' })).resolves.toEqual({ kind: 'replay' });
      });

      test('a replay is told as such, even where it is stale as well', async () => {
        await claim({ assertionId: '_old' });
        await claim({ issuedAt: T0 + 1, assertionId: '_new' });
        await expect(claim({ assertionId: '_old' })).resolves.toEqual({ kind: 'replay' });
      });

      test('a use is forgotten when the assertion can no longer be valid: it is stale then, if a newer one came', async () => {
        await claim({ usedUntil: T0 + 5 });
        await claim({ issuedAt: T0 + 1, assertionId: '_newer' });
        const again = await eventually(
          () => claim({ now: T0 + 10 }),
          ({ kind }) => kind !== 'replay',
        );
        expect(again).toMatchObject({ kind: 'stale' });
      });

      test('the newest one is a replay for good, whatever the clocks say', async () => {
        await claim({ usedUntil: T0 + 1 });
        await expect(claim({ now: T0 + 10 })).resolves.toEqual({ kind: 'replay' });
        await expect(claim({ now: T0 + 10, flexRole: 'admin' })).resolves.toEqual({ kind: 'replay' });
      });

      test('a use is remembered at least for a moment, even where its time has passed already', async () => {
        const kinds = await Promise.all([claim({ usedUntil: T0 - 1 }), claim({ usedUntil: T0 - 1 })]);
        expect(kinds.map(({ kind }) => kind).toSorted()).toEqual(['accepted', 'replay']);
      });
    });

    describe('order', () => {
      test.each<{ title: string; first: ClaimParts; second: ClaimParts; kind: string; stays: boolean }>([
        {
          title: 'issued earlier',
          first: { issuedAt: T0 },
          second: { issuedAt: T0 - 1, assertionId: '_z' },
          kind: 'stale',
          stays: true,
        },
        {
          title: 'issued earlier, the same asked for',
          first: { issuedAt: T0, digest: 'd' },
          second: { issuedAt: T0 - 1, assertionId: '_z', digest: 'd' },
          kind: 'stale',
          stays: true,
        },
        {
          title: 'issued later, with a lower id',
          first: { assertionId: '_z' },
          second: { issuedAt: T0 + 1, assertionId: '_a' },
          kind: 'accepted',
          stays: false,
        },
        {
          title: 'the same instant, a higher id',
          first: { assertionId: '_a' },
          second: { assertionId: '_b', flexRole: 'admin' },
          kind: 'accepted',
          stays: false,
        },
        {
          title: 'the same instant, a lower id, another outcome',
          first: { assertionId: '_b' },
          second: { assertionId: '_a', flexRole: 'admin' },
          kind: 'stale',
          stays: true,
        },
        {
          title: 'the same instant, a lower id, the same outcome',
          first: { assertionId: '_b' },
          second: { assertionId: '_a' },
          kind: 'accepted',
          stays: true,
        },
        {
          title: 'the same instant, ids of which one begins the other',
          first: { assertionId: '_a' },
          second: { assertionId: '_aa', flexRole: 'admin' },
          kind: 'accepted',
          stays: false,
        },
        {
          title: 'the same instant, ids in bytes: Z before a',
          first: { assertionId: '_a' },
          second: { assertionId: '_Z', flexRole: 'admin' },
          kind: 'stale',
          stays: true,
        },
        {
          title: 'the same instant, ids in UTF-8: U+FFFD before U+1F600',
          first: { assertionId: '\u{FFFD}' },
          second: { assertionId: '\u{1F600}', flexRole: 'admin' },
          kind: 'accepted',
          stays: false,
        },
      ])('$title: $kind', async ({ first, second, kind, stays }) => {
        await claim(first);
        const outcome = await claim(second);
        const desired = aDesired(stays ? first : second);
        expect(outcome).toMatchObject({ kind, state: { desired } });
        await expect(ledger().read(slot)).resolves.toMatchObject({ desired });
      });
    });

    describe('owner of the slot', () => {
      test.each([
        ['another namespace', aSubject('ann@example.com', 'entra')],
        ['another letter case', { ...aSubject('Ann@example.com'), identity: 'Ann_40example_2Ecom' }],
      ])('%s conflicts: nothing is written, the assertion stays good', async (_title, other) => {
        await claim({ assertionId: '_mine' });
        const before = await ledger().read(slot);
        const intruding = { subject: other, issuedAt: T0 + 1, assertionId: '_theirs' };
        await expect(claim(intruding)).resolves.toEqual({ kind: 'conflict', owner: aSubject() });
        await expect(ledger().read(slot)).resolves.toEqual(before);
        await expect(claim({ issuedAt: T0 + 1, assertionId: '_theirs' })).resolves.toMatchObject({ kind: 'accepted' });
      });

      test('conflict is told before a block', async () => {
        await claim();
        await ledger().block(slot, aBlock());
        const other = aSubject('ann@example.com', 'entra');
        await expect(claim({ subject: other, assertionId: '_b' })).resolves.toMatchObject({ kind: 'conflict' });
      });
    });

    describe.each([
      { by: 'sso', held: {}, other: { door: 'console', closedByOther: 'console' } },
      { by: 'console', held: { door: 'console' }, other: { closedByOther: 'sso' } },
    ] as const)('a state that came by $by', ({ held, other }) => {
      test('closes the other door: nothing is written, the assertion stays good', async () => {
        await claim({ ...held, assertionId: '_mine' });
        const before = await ledger().read(slot);
        const late = { ...other, issuedAt: T0 + 1, assertionId: '_theirs', flexRole: 'admin' } as const;
        await expect(claim(late)).resolves.toEqual({ kind: 'other-door', state: before });
        await expect(claim({ ...late, issuedAt: T0 - 1 })).resolves.toMatchObject({ kind: 'other-door' });
        await expect(ledger().read(slot)).resolves.toEqual(before);
        const { closedByOther: _decided, ...wins } = late;
        await expect(claim(wins)).resolves.toMatchObject({
          kind: 'accepted',
          previous: before,
          state: { promotions: 1 },
        });
      });

      test('closes none where it is named as vacant, and only it', async () => {
        await claim({ ...held, assertionId: '_mine' });
        const late = { ...other, issuedAt: T0 + 1, assertionId: '_theirs' };
        await expect(claim({ ...late, vacant: '_an-earlier-one' })).resolves.toMatchObject({ kind: 'other-door' });
        await expect(claim({ ...late, vacant: '_mine' })).resolves.toMatchObject({ kind: 'accepted' });
      });

      test('leaves its own door open', async () => {
        const closedByOther: Door = 'door' in held ? held.door : 'sso';
        await claim({ ...held, closedByOther });
        const again = { ...held, closedByOther, issuedAt: T0 + 1, assertionId: '_b' };
        await expect(claim(again)).resolves.toMatchObject({ kind: 'accepted' });
      });

      test('of another person, or of somebody blocked, is told as that', async () => {
        await claim(held);
        const late = { ...other, issuedAt: T0 + 1, assertionId: '_b' };
        const stranger = aSubject('ann@example.com', 'entra');
        await expect(claim({ ...late, subject: stranger })).resolves.toMatchObject({ kind: 'conflict' });
        await ledger().block(slot, aBlock());
        await expect(claim(late)).resolves.toMatchObject({ kind: 'blocked' });
      });
    });

    describe('block', () => {
      test('a blocked subject claims nothing, and the assertion is not used up', async () => {
        await claim();
        const state = { subject: aSubject(), desired: aDesired(), blocked: aBlock(), endedAt: T0 };
        await expect(ledger().block(slot, aBlock())).resolves.toEqual(state);
        const next = { issuedAt: T0 + 1, assertionId: '_b' };
        await expect(claim(next)).resolves.toEqual({ kind: 'blocked', state });
        await expect(claim(next)).resolves.toEqual({ kind: 'blocked', state });
        const { blocked: _over, ...after } = state;
        await expect(ledger().unblock(slot)).resolves.toEqual(after);
        await expect(claim(next)).resolves.toMatchObject({ kind: 'accepted' });
      });

      test('blocking again gives the newer reason', async () => {
        await claim();
        await ledger().block(slot, aBlock('first'));
        await expect(ledger().block(slot, aBlock('second'))).resolves.toMatchObject({ blocked: { reason: 'second' } });
      });

      test('an unknown subject is neither blocked nor unblocked', async () => {
        await expect(ledger().block(slot, aBlock())).resolves.toBeUndefined();
        await expect(ledger().unblock(slot)).resolves.toBeUndefined();
        await expect(ledger().read(slot)).resolves.toBeUndefined();
        await expect(claim()).resolves.toMatchObject({ kind: 'accepted' });
      });

      test('a block by subject waits for somebody who never logged in', async () => {
        const state = { subject: aSubject(), blocked: aBlock(), endedAt: T0 };
        await expect(ledger().blockSubject(aSubject(), aBlock())).resolves.toEqual(state);
        await expect(claim()).resolves.toEqual({ kind: 'blocked', state });
        await expect(ledger().unblock(slot)).resolves.toEqual({ subject: aSubject(), endedAt: T0 });
        await expect(ledger().read(slot)).resolves.toBeUndefined();
        await expect(claim()).resolves.toEqual({
          kind: 'accepted',
          state: { subject: aSubject(), desired: aDesired() },
        });
      });

      test('who never logged in and is unblocked keeps no one else out: neither a spelling nor a namespace', async () => {
        for (const misspelt of [aSubject('ANA@example.com'), aSubject('ana@example.com', 'entra')]) {
          const own = slotOf(misspelt.identity);
          await expect(ledger().blockSubject(misspelt, aBlock())).resolves.toMatchObject({ subject: misspelt });
          await ledger().unblock(own);
          await expect(ledger().lease(own, 1_000)).resolves.toMatchObject({ token: 0 });
          await expect(ledger().block(own, aBlock())).resolves.toBeUndefined();
        }
        await ledger().blockSubject(aSubject('Zoe@example.com'), aBlock());
        await ledger().unblock(slotOf(aSubject('zoe@example.com').identity));
        await expect(claim({ subject: aSubject('zoe@example.com') })).resolves.toMatchObject({ kind: 'accepted' });
        await expect(ledger().read(slotOf(aSubject('zoe@example.com').identity))).resolves.toMatchObject({
          subject: aSubject('zoe@example.com'),
        });
      });

      test('a block by subject blocks a known one as well', async () => {
        await claim();
        await expect(ledger().blockSubject(aSubject(), aBlock())).resolves.toMatchObject({
          desired: aDesired(),
          blocked: aBlock(),
        });
      });

      test('a block by subject leaves another owner of the slot alone', async () => {
        await claim();
        const other = aSubject('ann@example.com', 'entra');
        await expect(ledger().blockSubject(other, aBlock())).resolves.toBeUndefined();
        await expect(ledger().read(slot)).resolves.toEqual({ subject: aSubject(), desired: aDesired() });
      });

      test('a block ends the sessions for good', async () => {
        await claim();
        await claim({ subject: aSubject('bob@example.com') });
        const { sessions } = opened().store;
        const credential = await sessions.create(aSession());
        const ofBob = await sessions.create(aSession({ subject: aSubject('bob@example.com') }));
        await ledger().block(slot, aBlock());
        await expect(sessions.resume(credential, T0)).resolves.toBeUndefined();
        await ledger().unblock(slot);
        await expect(sessions.resume(credential, T0)).resolves.toBeUndefined();
        await expect(sessions.listOf(slot, T0)).resolves.toEqual([]);
        await expect(sessions.resume(ofBob, T0)).resolves.toBeDefined();
      });
    });

    describe('demotions', () => {
      const at = (step: number, flexRole: FlexRole, now = T0 + step) =>
        claim({ issuedAt: T0 + step, assertionId: `_${step}`, flexRole, now });
      const demoted = async () => (await ledger().read(slot))?.demoted;

      test('are counted against the state that the claim replaces, whatever its caller read before', async () => {
        await at(1, 'admin');
        await expect(at(2, 'supervisor')).resolves.toMatchObject({ state: { demoted: { times: 1, at: T0 + 2 } } });
        await at(3, 'admin');
        await expect(demoted()).resolves.toEqual({ times: 1, at: T0 + 2 });
        await expect(at(4, 'agent')).resolves.toMatchObject({
          previous: { demoted: { times: 1, at: T0 + 2 } },
          state: { demoted: { times: 2, at: T0 + 4 } },
        });
        await expect(demoted()).resolves.toEqual({ times: 2, at: T0 + 4 });
      });

      test('are not counted where nothing was lowered, nor for a claim that is stale or asks for the same', async () => {
        await at(1, 'agent');
        await at(2, 'admin');
        await at(1.5, 'agent');
        await claim({ issuedAt: T0 + 2, assertionId: '_1', flexRole: 'admin' });
        await expect(demoted()).resolves.toBeUndefined();
      });

      test('the moment of the last one never goes back, where the clock of a replica is behind', async () => {
        await at(1, 'admin');
        await at(2, 'supervisor', T0 + HOUR);
        await at(3, 'agent', T0);
        await expect(demoted()).resolves.toEqual({ times: 2, at: T0 + HOUR });
      });

      test('of claims that meet, each one that lowers the role counts once, in the order in which they were taken', async () => {
        const roles: readonly FlexRole[] = ['admin', 'agent', 'supervisor', 'agent', 'admin', 'agent'];
        const outcomes = await Promise.all(roles.map((role, step) => at(step, role)));
        const taken = outcomes
          .filter(({ kind }) => kind === 'accepted')
          .map((outcome) => (outcome.kind === 'accepted' ? (outcome.state.demoted?.times ?? 0) : 0));
        expect(taken).toEqual(taken.toSorted((a, b) => a - b));
        await expect(demoted()).resolves.toMatchObject({ times: taken.at(-1) });
      });
    });

    describe('lease', () => {
      beforeEach(() => claim());

      test('one holds it at a time', async () => {
        const leases = await Promise.all(Array.from({ length: 20 }, () => ledger().lease(slot, HOUR)));
        expect(leases.filter(Boolean)).toEqual([{ slot, token: 1 }]);
      });

      test('a released lease is given again, under a higher token', async () => {
        const first = (await ledger().lease(slot, HOUR))!;
        await ledger().release(first);
        await expect(ledger().lease(slot, HOUR)).resolves.toEqual({ slot, token: first.token + 1 });
      });

      test('a lease ends by itself; its late holder neither confirms nor releases the newer one', async () => {
        const first = (await ledger().lease(slot, 5))!;
        opened().clock.now += 10;
        const second = (await eventually(() => ledger().lease(slot, HOUR), Boolean))!;
        await expect(ledger().confirm(first, aConfirmed({ workerSid: 'WK-late' }))).resolves.toBe(false);
        await expect(ledger().forgetConfirmed(first)).resolves.toBe(false);
        await ledger().release(first);
        await expect(ledger().lease(slot, HOUR)).resolves.toBeUndefined();
        await expect(ledger().confirm(second, aConfirmed({ workerSid: 'WK-new' }))).resolves.toBe(true);
        await expect(ledger().read(slot)).resolves.toMatchObject({ confirmed: { workerSid: 'WK-new' } });
      });

      test('the newest lease confirms, even after it ended or was released', async () => {
        const lease = (await ledger().lease(slot, HOUR))!;
        await ledger().release(lease);
        await expect(ledger().confirm(lease, aConfirmed())).resolves.toBe(true);
        await expect(ledger().read(slot)).resolves.toEqual({
          subject: aSubject(),
          desired: aDesired(),
          confirmed: aConfirmed(),
        });
      });

      test('forgetting the confirmed state keeps desired state, fence and block', async () => {
        await confirmedOnce();
        await ledger().block(slot, aBlock());
        const lease = (await ledger().lease(slot, HOUR))!;
        await expect(ledger().forgetConfirmed(lease)).resolves.toBe(true);
        const state = { subject: aSubject(), desired: aDesired(), blocked: aBlock(), endedAt: T0 };
        await expect(ledger().read(slot)).resolves.toEqual(state);
        await ledger().unblock(slot);
        const older = { issuedAt: T0 - MINUTE, assertionId: '_old', flexRole: 'admin' } as const;
        await expect(claim(older)).resolves.toMatchObject({ kind: 'stale' });
      });

      test('the lease of an unknown subject confirms nothing and leaves nothing', async () => {
        const unknown = slotOf('nobody');
        const lease = (await ledger().lease(unknown, HOUR))!;
        expect(lease.slot).toBe(unknown);
        await expect(ledger().confirm(lease, aConfirmed())).resolves.toBe(false);
        await ledger().release(lease);
        await expect(ledger().read(unknown)).resolves.toBeUndefined();
      });
    });

    test('nobody who changes what was handed in or out changes the store', async () => {
      const handedIn = structuredClone(aClaim()) as { desired: { digest: string } };
      const outcome = await ledger().claim(handedIn as never);
      handedIn.desired.digest = 'changed';
      (outcome as unknown as typeof handedIn & { state: typeof handedIn }).state.desired.digest = 'changed';
      const read = (await ledger().read(slot))!;
      expect(read).toEqual({ subject: aSubject(), desired: aDesired() });
      (read as unknown as typeof handedIn).desired.digest = 'changed';
      await expect(ledger().read(slot)).resolves.toEqual({ subject: aSubject(), desired: aDesired() });
    });
  });
}
