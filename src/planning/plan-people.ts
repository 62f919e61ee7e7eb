import type { DesiredState, SubjectLedger, SubjectState } from '../provisioning/subject-ledger.ts';
import type { SubjectIndex } from '../provisioning/subject-index.ts';
import { slotOf } from '../provisioning/subject.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Explanation } from '../roles/assignment.ts';
import { judge } from '../roles/decide.ts';
import type { Judgement } from '../roles/decide.ts';
import { comparePerson } from '../roles/explain-people.ts';
import type { PersonRow } from '../roles/explain-people.ts';
import type { RolePolicy } from '../roles/policy.ts';
import type { KeptAttributes, NotKept } from '../traces/kept-attributes.ts';
import { loginKey, recordedLogins } from './recorded-logins.ts';
import type { RecordedLoginDeps } from './recorded-logins.ts';

export interface Progress {
  readonly phase: 'logins' | 'people';
  readonly done: number;
  readonly total: number;
}

/** `no-record`: the login that the present roles come from is not recorded any more. */
export type WhyUnknown = NotKept | 'no-record' | 'no-connection';

/** What the new rules make of a person, by the attributes of the login that the present roles come from. */
export interface PlannedPerson extends PersonRow {
  readonly connection: string;
  readonly explanation: { readonly before: Explanation; readonly after: Explanation };
}

/** Nothing is said of what somebody becomes whose attributes are not at hand. */
export interface UnknownPerson {
  readonly username: string;
  readonly connection: string;
  /** Of now. */
  readonly roles: readonly string[];
  readonly why: WhyUnknown;
}

export interface PeoplePlan {
  /** In the order of their last login, the longest away first; those whom nothing changes are only counted. */
  readonly changed: readonly PlannedPerson[];
  readonly unchanged: number;
  readonly unknown: readonly UnknownPerson[];
  /** Usernames. Rules give them nothing, whatever these say. */
  readonly blocked: readonly string[];
}

export interface PlanDeps extends RecordedLoginDeps {
  readonly subjects: Pick<SubjectIndex, 'all' | 'count'>;
  readonly ledger: Pick<SubjectLedger, 'read'>;
}

export interface PlanRequest {
  /** Of the new configuration, by connection. */
  readonly policies: ReadonlyMap<string, RolePolicy>;
  /** Connections of it by which nobody logs in. */
  readonly disabled: ReadonlySet<string>;
  readonly onProgress: (at: Progress) => void;
}

const PAGE = 200;

/** Everybody who ever logged in, once. */
async function* everybody({ subjects, ledger }: PlanDeps, onProgress: PlanRequest['onProgress']) {
  const total = await subjects.count();
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    onProgress({ phase: 'people', done: seen.size, total });
    const page = await subjects.all({ limit: PAGE, ...(cursor !== undefined && { cursor }) });
    const slots = page.subjects.map(({ subject }) => slotOf(subject.identity)).filter((slot) => !seen.has(slot));
    for (const state of await Promise.all(slots.map((slot) => ledger.read(slot)))) {
      if (state !== undefined) yield state;
    }
    for (const slot of slots) seen.add(slot);
    cursor = page.next;
  } while (cursor !== undefined);
}

/** An edit of Twilio's that was adopted carries the id of the login before it, marked with `~` (drift). */
const loginOf = ({ fence: { assertionId } }: DesiredState): string =>
  assertionId.startsWith('~') ? assertionId.replaceAll('~', '') : assertionId;

/** As a login by a connection that is switched off is answered: nobody looks at any attribute. */
const refusedBy = (connection: string): Judgement => ({
  outcome: { refusal: new Refusal('SAML_CONNECTION_DISABLED', { connection }) },
  explanation: { connection, roles: [], attributes: [] },
});

function judgedAnew(
  username: string,
  desired: DesiredState,
  { policies, disabled, logins }: Known,
): Judgement | { readonly why: WhyUnknown } {
  const policy = policies.get(desired.assignment.explanation.connection);
  if (policy === undefined) return { why: 'no-connection' };
  if (disabled.has(policy.connection)) return refusedBy(policy.connection);
  const kept = logins.get(loginKey(policy.connection, username, loginOf(desired)));
  if (kept === undefined) return { why: 'no-record' };
  return 'notKept' in kept ? { why: kept.notKept } : judge({ username, attributes: kept.attributes, policy });
}

function plannedFor(
  username: string,
  desired: DesiredState,
  known: Known,
): PlannedPerson | { readonly why: WhyUnknown } {
  const { assignment } = desired;
  const after = judgedAnew(username, desired, known);
  if ('why' in after) return after;
  const before = { outcome: { assignment }, explanation: assignment.explanation };
  return {
    ...comparePerson(username, before, after),
    connection: assignment.explanation.connection,
    explanation: { before: before.explanation, after: after.explanation },
  };
}

interface Known extends Pick<PlanRequest, 'policies' | 'disabled'> {
  readonly logins: ReadonlyMap<string, KeptAttributes>;
}

class Tally {
  readonly changed: PlannedPerson[] = [];
  readonly unknown: UnknownPerson[] = [];
  readonly blocked: string[] = [];
  unchanged = 0;

  add({ subject: { username }, desired, blocked }: SubjectState, known: Known): void {
    if (blocked !== undefined) this.blocked.push(username);
    else if (desired !== undefined) this.#addKnown(username, desired, known);
  }

  #addKnown(username: string, desired: DesiredState, known: Known): void {
    const planned = plannedFor(username, desired, known);
    const { explanation, roles } = desired.assignment;
    if (!('change' in planned))
      this.unknown.push({ username, connection: explanation.connection, roles, why: planned.why });
    else if (planned.change === 'none') this.unchanged += 1;
    else this.changed.push(planned);
  }
}

/** What other rules do to everybody whom the gateway knows. Reads the store, writes nowhere. Rejects with STORE_UNAVAILABLE. */
export async function planPeople({ policies, disabled, onProgress }: PlanRequest, deps: PlanDeps): Promise<PeoplePlan> {
  const logins = await recordedLogins([...policies.keys()], deps, onProgress);
  const tally = new Tally();
  for await (const state of everybody(deps, onProgress)) tally.add(state, { policies, disabled, logins });
  const { changed, unchanged, unknown, blocked } = tally;
  return { changed, unchanged, unknown, blocked };
}
