import { Refusal } from '../../../src/kernel/refusal.ts';
import type { SessionCredential } from '../../../src/sessions/session-store.ts';
import { aBlock, aClaim, aDesired, aSession, aSubject, HOUR, MINUTE, slot, T0 } from '../../support/store-builders.ts';
import { withStore } from '../../support/store-harness.ts';
import type { OpenAStore } from '../../support/store-harness.ts';

const tampered = (credential: string, at: number): string =>
  credential.slice(0, at) + (credential[at] === 'A' ? 'B' : 'A') + credential.slice(at + 1);

/** What every implementation of SessionStore promises. */
export function sessionStoreContract(name: string, open: OpenAStore): void {
  describe(`SessionStore in ${name}`, () => {
    const opened = withStore(open);
    const sessions = () => opened().store.sessions;
    const bob = aSubject('bob@example.com');
    const resume = (credential: SessionCredential, now = T0) => sessions().resume(credential, now);
    beforeEach(async () => {
      await opened().store.ledger.claim(aClaim());
      await opened().store.ledger.claim(aClaim({ subject: bob }));
    });

    test('a session is resumed with the subject as it stands now', async () => {
      const credential = await sessions().create(aSession());
      await expect(resume(credential)).resolves.toEqual({
        session: aSession(),
        state: { subject: aSubject(), desired: aDesired() },
      });
      const demoted = { issuedAt: T0 + 1, assertionId: '_b', flexRole: 'supervisor' } as const;
      await opened().store.ledger.claim(aClaim(demoted));
      await expect(resume(credential)).resolves.toMatchObject({ state: { desired: aDesired(demoted) } });
    });

    test('a session without SessionIndex and NameID format comes back without them', async () => {
      const { sessionIndex: _none, ...rest } = aSession({ nameId: { value: 'ann@example.com' } });
      const credential = await sessions().create(rest);
      expect((await resume(credential))!.session).toStrictEqual(rest);
    });

    test.each([
      { title: 'before a block that is over', loginAt: T0 - 1, opens: false },
      { title: 'at the very moment of one', loginAt: T0, opens: false },
      { title: 'after it', loginAt: T0 + 1, opens: true },
    ])('a login that began $title opens a session: $opens', async ({ loginAt, opens }) => {
      await opened().store.ledger.block(slot, aBlock());
      await opened().store.ledger.unblock(slot);
      const outcome = await sessions()
        .create(aSession({ loginAt }))
        .catch((error: unknown) => error);
      expect(typeof outcome === 'string' ? 'opened' : outcome).toEqual(
        opens ? 'opened' : expect.objectContaining({ code: 'SUBJECT_BLOCKED' }),
      );
      await expect(sessions().listOf(slot, T0)).resolves.toHaveLength(opens ? 1 : 0);
    });

    test('every credential is new and of the issued form', async () => {
      const credentials = await Promise.all(Array.from({ length: 20 }, () => sessions().create(aSession())));
      expect(new Set(credentials).size).toBe(20);
      for (const credential of credentials) expect(credential).toMatch(/^[\w-]{22}\.[\w-]{43}$/);
    });

    describe('what is not a credential resumes and ends nothing', () => {
      test.each<[string, (credential: string) => string]>([
        ['nothing', () => ''],
        ['another tag', (c) => tampered(c, 0)],
        ['another secret', (c) => tampered(c, 30)],
        ['the secret alone', (c) => c.slice(23)],
        ['the tag alone', (c) => c.slice(0, 23)],
        ['more at the end', (c) => `${c}A`],
        ['a line break at the end', (c) => `${c}\n`],
        ['a space before', (c) => ` ${c}`],
        ['two in one', (c) => `${c}.${c}`],
        ['padding', (c) => `${c}=`],
        ['key syntax', () => `${'{a}:state'.padEnd(22, '*')}.${'*'.repeat(43)}`],
        ['__proto__', () => '__proto__'],
      ])('%s', async (_title, alter) => {
        const credential = await sessions().create(aSession());
        const altered = alter(credential);
        await expect(resume(altered)).resolves.toBeUndefined();
        await expect(sessions().end(altered)).resolves.toBeUndefined();
        await expect(resume(credential)).resolves.toBeDefined();
      });

      test("the secret under another known subject's tag", async () => {
        const ofAnn = await sessions().create(aSession());
        const ofBob = await sessions().create(aSession({ subject: bob }));
        const mixed = ofBob.slice(0, 23) + ofAnn.slice(23);
        await expect(resume(mixed)).resolves.toBeUndefined();
        await expect(sessions().end(mixed)).resolves.toBeUndefined();
      });
    });

    describe('time', () => {
      test.each([
        { title: 'before the idle time', now: T0 + HOUR - 1, lives: true },
        { title: 'at the idle time', now: T0 + HOUR, lives: false },
        { title: 'after it', now: T0 + HOUR + 1, lives: false },
      ])('unused, $title: alive $lives', async ({ now, lives }) => {
        const credential = await sessions().create(aSession());
        expect((await resume(credential, now)) !== undefined).toBe(lives);
      });

      test('each use extends the idle time, up to the absolute end', async () => {
        const credential = await sessions().create(aSession({ expiresAt: T0 + 90 * MINUTE }));
        await expect(resume(credential, T0 + 59 * MINUTE)).resolves.toBeDefined();
        await expect(resume(credential, T0 + 90 * MINUTE - 1)).resolves.toBeDefined();
        await expect(resume(credential, T0 + 90 * MINUTE)).resolves.toBeUndefined();
      });

      test('a replica whose clock is behind does not shorten the session', async () => {
        const credential = await sessions().create(aSession());
        await resume(credential, T0 + 30 * MINUTE);
        await resume(credential, T0 + 10 * MINUTE);
        await expect(resume(credential, T0 + 89 * MINUTE)).resolves.toBeDefined();
      });

      test('a session that is over does not come back', async () => {
        const credential = await sessions().create(aSession());
        await expect(resume(credential, T0 + 2 * HOUR)).resolves.toBeUndefined();
        opened().clock.now = T0 + 2 * HOUR;
        await expect(sessions().end(credential)).resolves.toBeUndefined();
        await expect(resume(credential, T0)).resolves.toBeUndefined();
      });
    });

    describe('end', () => {
      test('ends one session, and tells which it was, once', async () => {
        const first = await sessions().create(aSession());
        const second = await sessions().create(aSession({ sessionIndex: '_index2' }));
        await expect(sessions().end(first)).resolves.toEqual(aSession());
        await expect(sessions().end(first)).resolves.toBeUndefined();
        await expect(resume(first)).resolves.toBeUndefined();
        await expect(resume(second)).resolves.toBeDefined();
      });

      test('of many that end one session at the same moment, one is told', async () => {
        const credential = await sessions().create(aSession());
        const ended = await Promise.all(Array.from({ length: 20 }, () => sessions().end(credential)));
        expect(ended.filter(Boolean)).toEqual([aSession()]);
      });
    });

    describe('endOf', () => {
      const first = aSession({ sessionIndex: '_index1', createdAt: T0 });
      const second = aSession({ sessionIndex: '_index2', createdAt: T0 + 1 });
      const { sessionIndex: _none, ...third } = aSession({ createdAt: T0 + 2 });

      test.each([
        { title: 'all', indexes: undefined, ended: [first, second, third] },
        { title: 'one SessionIndex', indexes: ['_index2'], ended: [second] },
        { title: 'two, one of them unknown', indexes: ['_index1', '_index9'], ended: [first] },
        { title: 'an empty one', indexes: [''], ended: [] },
        { title: 'none', indexes: [], ended: [] },
      ])('$title', async ({ indexes, ended }) => {
        for (const session of [third, first, second]) await sessions().create(session);
        const ofBob = await sessions().create(aSession({ subject: bob }));
        await expect(sessions().endOf(slot, indexes)).resolves.toEqual(ended);
        const left = [first, second, third].filter((session) => !ended.includes(session));
        await expect(sessions().listOf(slot, T0 + 2)).resolves.toEqual(left);
        await expect(resume(ofBob)).resolves.toBeDefined();
      });

      test('tells nothing of sessions that were over already', async () => {
        await sessions().create(first);
        opened().clock.now = T0 + HOUR;
        await sessions().create(aSession({ createdAt: T0 + HOUR, expiresAt: T0 + 3 * HOUR }));
        await expect(sessions().endOf(slot)).resolves.toMatchObject([{ createdAt: T0 + HOUR }]);
        await expect(sessions().endOf(slot)).resolves.toEqual([]);
      });
    });

    describe('listOf', () => {
      test('lists what is alive at that moment, the oldest first', async () => {
        const short = aSession({ trace: 'short', createdAt: T0, idleMs: MINUTE });
        const late = aSession({ trace: 'late', createdAt: T0 + 10 });
        const early = aSession({ trace: 'early', createdAt: T0 + 5 });
        for (const session of [late, short, early]) await sessions().create(session);
        await expect(sessions().listOf(slot, T0 + 10)).resolves.toEqual([short, early, late]);
        await expect(sessions().listOf(slot, T0 + MINUTE)).resolves.toEqual([early, late]);
        await expect(sessions().listOf(slot, T0 + 24 * HOUR)).resolves.toEqual([]);
      });

      test('somebody without sessions has none', async () => {
        await expect(sessions().listOf('nobody', T0)).resolves.toEqual([]);
        await expect(sessions().endOf('nobody')).resolves.toEqual([]);
      });
    });

    describe('the subject', () => {
      test('one who was blocked between claim and session gets none', async () => {
        await opened().store.ledger.block(slot, aBlock());
        const created: unknown = await sessions()
          .create(aSession())
          .catch((error: unknown) => error);
        expect(created).toBeInstanceOf(Refusal);
        expect(created).toMatchObject({ code: 'SUBJECT_BLOCKED', evidence: { username: 'ann@example.com' } });
        await opened().store.ledger.unblock(slot);
        await expect(sessions().listOf(slot, T0)).resolves.toEqual([]);
      });

      test('a session of one who has no state resumes nothing', async () => {
        const credential = await sessions().create(aSession({ subject: aSubject('nobody@example.com') }));
        await expect(resume(credential)).resolves.toBeUndefined();
      });
    });

    test('nobody who changes what was handed out changes the store', async () => {
      const credential = await sessions().create(aSession());
      const resumed = (await resume(credential))!;
      (resumed.session as { expiresAt: number }).expiresAt = T0 + 1000 * HOUR;
      await expect(resume(credential)).resolves.toMatchObject({ session: aSession() });
    });
  });
}
