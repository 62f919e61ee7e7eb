import { sideBySide } from '../kernel/side-by-side.ts';
import type { ServiceRoles } from '../provisioning/conversation-users.ts';
import type { ServiceRolePolicy } from '../provisioning/service-role-policy.ts';
import type { SubjectLedger, SubjectState } from '../provisioning/subject-ledger.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { Subject } from '../provisioning/subject.ts';
import { compareSubject } from './compare-subject.ts';
import { byGravity, countKinds } from './drift-report.ts';
import type { DriftReport } from './drift-report.ts';
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

async function settleAll(drifted: readonly Drifted[], order: DriftOrder, deps: DriftDeps, tell: Tell) {
  let done = 0;
  return sideBySide(drifted, REPAIRED_AT_ONCE, async (one) => {
    const settled = await settle(one, order, deps);
    done += 1;
    tell({ phase: 'repair', done, total: drifted.length });
    return settled;
  });
}

export const createDetectDrift =
  (deps: DriftDeps): DetectDrift =>
  async (order) => {
    const tell = order.onProgress ?? (() => undefined);
    const startedAt = deps.clock();
    const people = await (order.subjects === undefined ? observeAll(deps, tell) : observeSome(order.subjects, deps));
    const { drifted, ...counted } = await compareAll(people, startedAt, deps);
    tell({ phase: 'compare', done: counted.checked, total: counted.checked });
    const subjects = (await settleAll(drifted, order, deps, tell)).toSorted(byGravity);
    return {
      policy: order.policy,
      startedAt,
      endedAt: deps.clock(),
      ...counted,
      subjects,
      foreign: people.foreign,
      counts: countKinds(subjects),
    };
  };
