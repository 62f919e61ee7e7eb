import { sideBySide } from '../kernel/side-by-side.ts';
import type { ServiceRoles } from '../provisioning/conversation-users.ts';
import type { ServiceRolePolicy } from '../provisioning/service-role-policy.ts';
import type { SubjectLedger, SubjectState } from '../provisioning/subject-ledger.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { Subject } from '../provisioning/subject.ts';
import { compareSubject } from './compare-subject.ts';
import { byGravity, countKinds } from './drift-report.ts';
import type { DriftReport, Stopped, SubjectDrift } from './drift-report.ts';
import { observeAll, observeSome } from './observe.ts';
import type { ObserveDeps, ObservedPeople, Tell } from './observe.ts';
import { rolesKnown } from './roles-known.ts';
import { settle } from './settle.ts';
import type { Drifted, SettleDeps, SettleOrder } from './settle.ts';

export interface DriftDeps extends ObserveDeps, SettleDeps {
  readonly ledger: SubjectLedger;
  readonly serviceRoles: Pick<ServiceRoles, 'findBySid'>;
  readonly serviceRolePolicy: ServiceRolePolicy;
}

export interface DriftOrder extends SettleOrder {
  /** Absent: everybody. */
  readonly subjects?: readonly Subject[];
  readonly onProgress?: Tell;
}

/**
 * Compares Twilio with what was decided and confirmed, and does with the differences what the policy says. Refusals:
 * TWILIO_…, STORE_UNAVAILABLE. What fails for one person is in the report.
 */
export type DetectDrift = (order: DriftOrder) => Promise<DriftReport>;

const READ_AT_ONCE = 32;
/** Repairs leave room for logins. */
const REPAIRED_AT_ONCE = 4;

interface Comparison {
  readonly drifted: readonly Drifted[];
  readonly checked: number;
  readonly unprovisioned: number;
  readonly movedMeanwhile: number;
}

const isProvisioned = (state: SubjectState | undefined): state is SubjectState =>
  state !== undefined && (state.confirmed !== undefined || state.blocked !== undefined);

/** What was confirmed while the lists were read may be newer than the lists. */
const movedSince = ({ confirmed, desired }: SubjectState, startedAt: number): boolean =>
  (confirmed?.at ?? 0) >= startedAt || (desired?.fence.issuedAt ?? 0) >= startedAt;

async function compareAll(people: ObservedPeople, startedAt: number, deps: DriftDeps): Promise<Comparison> {
  const states = await sideBySide(people.subjects, READ_AT_ONCE, ({ identity }) => deps.ledger.read(slotOf(identity)));
  const provisioned = states.filter(isProvisioned);
  const standing = provisioned.filter((state) => !movedSince(state, startedAt));
  const roles = await rolesKnown(
    standing.map(({ subject }) => people.observed(subject).user?.roleSid),
    deps,
  );
  const drifted = standing.map((state): Drifted => {
    const observed = people.observed(state.subject);
    return { state, worker: observed.worker, findings: compareSubject(state, observed, roles) };
  });
  return {
    drifted: drifted.filter(({ findings }) => findings.length > 0),
    checked: standing.length,
    unprovisioned: states.length - provisioned.length,
    movedMeanwhile: provisioned.length - standing.length,
  };
}

const LOST_RIGHTS = 'whoever began the run is not an admin any more';
const NOT_KNOWN = 'it could not be told whether whoever began the run still is an admin';

/** Why the run must end here; undefined: it goes on. */
async function stopOf({ mayGoOn }: DriftOrder): Promise<string | undefined> {
  if (mayGoOn === undefined) return undefined;
  return mayGoOn().then(
    (may) => (may ? undefined : LOST_RIGHTS),
    () => NOT_KNOWN,
  );
}

interface Settled {
  readonly subjects: readonly SubjectDrift[];
  readonly stopped?: Stopped;
}

async function settleAll(
  drifted: readonly Drifted[],
  order: DriftOrder,
  deps: DriftDeps,
  tell: Tell,
): Promise<Settled> {
  const total = drifted.length;
  let settled = 0;
  let why: string | undefined;
  const subjects = await sideBySide(drifted, REPAIRED_AT_ONCE, async (one): Promise<SubjectDrift> => {
    why ??= await stopOf(order);
    if (why !== undefined) return { username: one.state.subject.username, findings: one.findings, action: 'left' };
    const result = await settle(one, order, deps);
    settled += 1;
    tell({ phase: 'repair', done: settled, total });
    return result;
  });
  return { subjects: subjects.toSorted(byGravity), ...(why !== undefined && { stopped: { settled, total, why } }) };
}

const tellStop = async (stopped: Stopped | undefined, { by }: DriftOrder, { audit }: DriftDeps): Promise<void> => {
  if (stopped === undefined) return;
  const { settled, total, why } = stopped;
  await audit.append({ kind: 'drift.stopped', to: [`${settled} of ${total} settled`], why, by });
};

export const createDetectDrift =
  (deps: DriftDeps): DetectDrift =>
  async (order) => {
    const tell = order.onProgress ?? (() => undefined);
    const startedAt = deps.clock();
    const people = await (order.subjects === undefined ? observeAll(deps, tell) : observeSome(order.subjects, deps));
    const { drifted, ...counted } = await compareAll(people, startedAt, deps);
    tell({ phase: 'compare', done: counted.checked, total: counted.checked });
    const { subjects, stopped } = await settleAll(drifted, order, deps, tell);
    await tellStop(stopped, order, deps);
    return {
      policy: order.policy,
      startedAt,
      endedAt: deps.clock(),
      ...counted,
      subjects,
      foreign: people.foreign,
      counts: countKinds(subjects),
      ...(stopped !== undefined && { stopped }),
    };
  };
