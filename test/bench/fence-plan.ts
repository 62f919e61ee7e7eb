import type { Claim } from '../../src/provisioning/subject-ledger.ts';
import type { Subject } from '../../src/provisioning/subject.ts';
import { FLEX_ROLES } from '../../src/roles/flex-role.ts';
import type { FlexRole } from '../../src/roles/flex-role.ts';
import { aClaim, aSubject, T0 } from '../support/store-builders.ts';
import { createRandom, range } from './numbers.ts';

/** One assertion of a person, and the processes that it is posted to. */
export interface PlannedLogin {
  readonly issuedAt: number;
  readonly assertionId: string;
  readonly role: FlexRole;
  readonly postedTo: readonly number[];
}

/** What `kind` each post of a login got: subject and login by their places in the plan. */
export interface Posted {
  readonly subject: number;
  readonly login: number;
  readonly kind: string;
}

const LOGINS = { fewest: 2, more: 4 };
/** So few that two assertions of one person often bear the same time. */
const INSTANTS = 6;
const PROCESSES: readonly (readonly number[])[] = [[0], [1], [0], [1], [0, 1]];

export const subjectOf = (place: number): Subject => aSubject(`p${place}@corp.example`);

/** The logins of one person: the same in every process that knows the seed. */
export function loginsOf(seed: number, subject: number): readonly PlannedLogin[] {
  const random = createRandom(Math.imul(seed, 0x01000193) ^ subject);
  return range(LOGINS.fewest + random.below(LOGINS.more)).map((login) => ({
    issuedAt: T0 + random.below(INSTANTS),
    assertionId: `_${random.below(1_000_000)}-${subject}-${login}`,
    role: random.pick(FLEX_ROLES),
    postedTo: random.pick(PROCESSES),
  }));
}

/** Of equal times the greater id counts (design 3.3). Ids here are ASCII: JavaScript compares them as bytes. */
export const newestOf = (logins: readonly PlannedLogin[]): PlannedLogin =>
  logins.reduce((newest, login) => (isNewer(login, newest) ? login : newest));

const isNewer = (a: PlannedLogin, b: PlannedLogin): boolean =>
  a.issuedAt === b.issuedAt ? a.assertionId > b.assertionId : a.issuedAt > b.issuedAt;

export const claimOf = (subject: number, { issuedAt, assertionId, role }: PlannedLogin): Claim =>
  aClaim({ subject: subjectOf(subject), issuedAt, assertionId, flexRole: role });
