import { FLEX_ROLES } from '../../src/roles/flex-role.ts';
import type { FlexRole } from '../../src/roles/flex-role.ts';
import type { Random } from './numbers.ts';

/** Somebody who logs in while Twilio is away. */
export interface Moving {
  readonly email: string;
  /** What Twilio holds before; absent: nothing, a first login. */
  readonly before?: FlexRole;
  /** What the newest assertion says. */
  readonly after: FlexRole;
}

/** One login during the outage. */
export interface OutageLogin {
  readonly person: Moving;
  readonly role: FlexRole;
  /** Of the person's assertions the one that counts; another is older by its issue time. */
  readonly isNewest: boolean;
}

/** Of a hundred people. The others log in for the first time. */
const SAME = 40;
const UP = 25;
const DOWN = 20;
/** So much of the logins are older assertions, of people who also send a newer one. */
const OLDER = 0.2;

function movingOf(index: number): Moving {
  const kind = index % 100;
  const email = (name: string): string => `${name}-${index}@corp.example`;
  if (kind < SAME) return { email: email('same'), before: 'supervisor', after: 'supervisor' };
  if (kind < SAME + UP) return { email: email('up'), before: 'agent', after: 'admin' };
  if (kind < SAME + UP + DOWN) return { email: email('down'), before: 'admin', after: 'agent' };
  return { email: email('new'), after: 'agent' };
}

export const lowerRole = (a: FlexRole, b: FlexRole): FlexRole =>
  FLEX_ROLES.indexOf(a) < FLEX_ROLES.indexOf(b) ? a : b;
export const isAbove = (role: string, limit: FlexRole): boolean =>
  FLEX_ROLES.indexOf(role as FlexRole) > FLEX_ROLES.indexOf(limit);

/** So many logins in random order: of some people the older assertion comes first, of some the newer. */
export function planOutage(logins: number, random: Random): readonly OutageLogin[] {
  const older = Math.floor(logins * OLDER);
  // 37 has no divisor in common with 100: a small plan too has people of every kind.
  const people = Array.from({ length: logins - older }, (_, index) => movingOf(index * 37));
  const newest = people.map((person) => ({ person, role: person.after, isNewest: true }));
  const before = random
    .shuffled(people)
    .slice(0, older)
    .map((person) => ({ person, role: random.pick(FLEX_ROLES), isNewest: false }));
  return random.shuffled([...newest, ...before]);
}
