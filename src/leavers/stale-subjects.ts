import type { Clock } from '../kernel/clock.ts';
import type { PageRequest, SubjectIndex } from '../provisioning/subject-index.ts';
import type { SubjectLedger } from '../provisioning/subject-ledger.ts';
import { slotOf } from '../provisioning/subject.ts';

export interface ListedSubject {
  readonly username: string;
  readonly namespace: string;
  /** ms since epoch. */
  readonly lastLogin: number;
  readonly roles: readonly string[];
  readonly blocked: boolean;
  /** Whether Twilio was seen to hold a worker. */
  readonly provisioned: boolean;
}

export interface SubjectListing {
  readonly subjects: readonly ListedSubject[];
  readonly next?: string;
}

export interface ListSubjectsDeps {
  readonly subjects: Pick<SubjectIndex, 'idle' | 'all'>;
  readonly ledger: Pick<SubjectLedger, 'read'>;
  readonly clock: Clock;
}

export interface ListQuery extends PageRequest {
  /** Only people who did not log in for so many days. */
  readonly staleDays?: number;
}

const DAY_MS = 86_400_000;

/** People by their last login, the longest away first. */
export type ListSubjects = (query: ListQuery) => Promise<SubjectListing>;

export const createListSubjects =
  ({ subjects, ledger, clock }: ListSubjectsDeps): ListSubjects =>
  async ({ staleDays, ...page }) => {
    const found = await (staleDays === undefined
      ? subjects.all(page)
      : subjects.idle(clock() - staleDays * DAY_MS, page));
    const listed = found.subjects.map(async ({ subject, at }): Promise<ListedSubject> => {
      const state = await ledger.read(slotOf(subject.identity));
      return {
        username: subject.username,
        namespace: subject.namespace,
        lastLogin: at,
        roles: state?.desired?.assignment.roles ?? [],
        blocked: state?.blocked !== undefined,
        provisioned: state?.confirmed !== undefined,
      };
    });
    return { subjects: await Promise.all(listed), ...(found.next !== undefined && { next: found.next }) };
  };
