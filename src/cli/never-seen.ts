import { suggest } from '../kernel/suggest.ts';
import { printable } from '../kernel/printable.ts';
import type { ListSubjects } from '../leavers/stale-subjects.ts';

/** Names are compared one by one: of a whole staff that would take longer than it helps. */
const COMPARED = 1000;

/** Warnings about names that nobody has logged in by, each with the nearest one that somebody has. */
export async function neverSeenNotes(
  usernames: readonly string[],
  done: string,
  list: ListSubjects,
): Promise<readonly string[]> {
  if (usernames.length === 0) return [];
  const { subjects } = await list({ limit: COMPARED });
  const known = subjects.map(({ username }) => username);
  return usernames.map((username) => {
    const near = suggest(
      username,
      known.filter((name) => name !== username),
    );
    const meant = near === undefined ? '' : ` Did you mean “${printable(near)}”?`;
    return `Warning: nobody has ever logged in as “${printable(username)}”; ${done}.${meant}`;
  });
}
