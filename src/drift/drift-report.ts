import type { Finding, FindingKind, Policy } from './finding.ts';

/** `left`: the policy does not touch it. `refused`: adopting it would raise somebody, or it is nothing to adopt. */
export const ACTIONS = ['left', 'repaired', 'adopted', 'refused', 'failed'] as const;
export type Action = (typeof ACTIONS)[number];

export interface SubjectDrift {
  readonly username: string;
  readonly findings: readonly Finding[];
  readonly action: Action;
  /** Of the refusal, where the repair failed. */
  readonly code?: string;
}

/** A worker of somebody who never logged in through the gateway: from the Console, or made by hand. */
export interface ForeignWorker {
  readonly username: string;
  readonly sid: string;
  readonly roles: readonly string[];
}

export interface DriftReport {
  readonly policy: Policy;
  /** ms since epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** People compared. */
  readonly checked: number;
  /** Known, but not provisioned: nothing to compare. */
  readonly unprovisioned: number;
  /** Changed by a login while the lists were read: left for the next run. */
  readonly movedMeanwhile: number;
  /** Those with findings, the ones that matter most first. */
  readonly subjects: readonly SubjectDrift[];
  /** How many workers nobody logged in for, and the first of them. Empty for a run over single people. */
  readonly foreign: { readonly count: number; readonly first: readonly ForeignWorker[] };
  readonly counts: Readonly<Partial<Record<FindingKind, number>>>;
  /** The run ended early. What was done stays done; everybody else is `left`. */
  readonly stopped?: Stopped;
}

export interface Stopped {
  readonly settled: number;
  readonly total: number;
  readonly why: string;
}

export interface DriftProgress {
  readonly phase: 'subjects' | 'workers' | 'users' | 'compare' | 'repair';
  readonly done: number;
  /** Absent where it is not known. */
  readonly total?: number;
}

const RANK = { security: 0, warning: 1, notice: 2 } as const;
const rankOf = ({ findings }: Pick<SubjectDrift, 'findings'>): number =>
  Math.min(...findings.map(({ severity }) => RANK[severity]));

export const byGravity = (a: SubjectDrift, b: SubjectDrift): number =>
  rankOf(a) - rankOf(b) || (a.username < b.username ? -1 : 1);

export function countKinds(subjects: readonly SubjectDrift[]): DriftReport['counts'] {
  const counts = new Map<FindingKind, number>();
  for (const { kind } of subjects.flatMap(({ findings }) => findings)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return Object.fromEntries(counts);
}

export const securityFindings = ({ subjects }: Pick<DriftReport, 'subjects'>): number =>
  subjects.flatMap(({ findings }) => findings).filter(({ severity }) => severity === 'security').length;

/** Whether anything is other than it should be and stayed so. */
export const isClean = ({ subjects, stopped }: Pick<DriftReport, 'subjects' | 'stopped'>): boolean =>
  stopped === undefined &&
  subjects.every(
    ({ action, findings }) =>
      action === 'repaired' || action === 'adopted' || findings.every(({ severity }) => severity === 'notice'),
  );
