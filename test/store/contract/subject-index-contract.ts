import type { SubjectPage } from '../../../src/provisioning/subject-index.ts';
import { aSubject, T0 } from '../../support/store-builders.ts';
import { withStore } from '../../support/store-harness.ts';
import type { OpenAStore } from '../../support/store-harness.ts';

const names = ({ subjects }: SubjectPage): readonly string[] => subjects.map(({ subject }) => subject.username);

/** What every implementation of SubjectIndex promises. */
export function subjectIndexContract(name: string, open: OpenAStore): void {
  describe(`SubjectIndex in ${name}`, () => {
    const opened = withStore(open);
    const index = () => opened().store.subjects;
    const seen = async (...people: readonly (readonly [string, number])[]) => {
      for (const [username, at] of people) await index().seen(aSubject(username), at);
    };
    async function everybody(limit: number): Promise<readonly string[]> {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await index().all({ limit, ...(cursor !== undefined && { cursor }) });
        found.push(...names(page));
        cursor = page.next;
      } while (cursor !== undefined);
      return found;
    }

    test('begins empty', async () => {
      await expect(index().count()).resolves.toBe(0);
      await expect(index().all({ limit: 10 })).resolves.toEqual({ subjects: [] });
    });

    test('lists the longest away first, each with the last login only', async () => {
      await seen(['cid', T0 + 3], ['ann', T0 + 1], ['bob', T0 + 2], ['ann', T0 + 4]);
      await expect(index().all({ limit: 10 })).resolves.toEqual({
        subjects: [
          { subject: aSubject('bob'), at: T0 + 2 },
          { subject: aSubject('cid'), at: T0 + 3 },
          { subject: aSubject('ann'), at: T0 + 4 },
        ],
      });
      await expect(index().count()).resolves.toBe(3);
    });

    test('a login that is told late does not move anybody back', async () => {
      await seen(['ann', T0 + 5], ['ann', T0]);
      await expect(index().all({ limit: 1 })).resolves.toMatchObject({ subjects: [{ at: T0 + 5 }] });
    });

    test.each([1, 2, 3, 7, 100])('pages of %p hold everybody once, also those of the same moment', async (limit) => {
      const people = Array.from({ length: 14 }, (_, i): [string, number] => [`p${i}`, T0 + Math.floor(i / 5)]);
      await seen(...people);
      const found = await everybody(limit);
      expect(found.toSorted()).toEqual(people.map(([username]) => username).toSorted());
    });

    test('idle are those whose last login was before the moment, not at it', async () => {
      await seen(['ann', T0], ['bob', T0 + 1], ['cid', T0 + 2]);
      expect(names(await index().idle(T0 + 1, { limit: 10 }))).toEqual(['ann']);
      expect(names(await index().idle(T0, { limit: 10 }))).toEqual([]);
      expect(names(await index().idle(T0 + 9, { limit: 10 }))).toEqual(['ann', 'bob', 'cid']);
    });

    test('somebody who logs in between two pages leaves nobody out', async () => {
      await seen(['ann', T0], ['bob', T0 + 1], ['cid', T0 + 2], ['dan', T0 + 3]);
      const first = await index().all({ limit: 2 });
      await seen(['bob', T0 + 9]);
      const rest = await index().all({ limit: 10, cursor: first.next ?? '' });
      expect(names(rest)).toEqual(['cid', 'dan', 'bob']);
    });

    test('forgets', async () => {
      await seen(['ann', T0], ['bob', T0]);
      await index().forget(aSubject('ann'));
      expect(names(await index().all({ limit: 10 }))).toEqual(['bob']);
    });

    test.each(['', 'nonsense', Buffer.from('x:{}').toString('base64url')])('cursor %p is refused', async (cursor) => {
      await expect(index().all({ limit: 1, cursor })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    });
  });
}
