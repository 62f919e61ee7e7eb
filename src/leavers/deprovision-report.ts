import type { FoundSubject } from './find-subject.ts';

/** In the order in which they are made. */
export const DEPROVISION_STEPS = [
  'block',
  'sessions',
  'tokens',
  'conversations',
  'service_role',
  'offline',
  'worker',
  'user',
  'forget',
] as const;
export type DeprovisionStep = (typeof DEPROVISION_STEPS)[number];

/** `planned`: a dry run would do it. `already`: there was nothing left to do. */
export const STEP_RESULTS = ['done', 'already', 'planned', 'skipped', 'failed'] as const;
export type StepResult = (typeof STEP_RESULTS)[number];

export interface StepReport {
  readonly step: DeprovisionStep;
  readonly result: StepResult;
  /** One sentence for the operator. */
  readonly detail: string;
  /** Of the refusal, where it failed. */
  readonly code?: string;
}

export interface DeprovisionReport {
  readonly username: string;
  readonly identity: string;
  readonly dryRun: boolean;
  /** The gateway had never heard of this person: most likely the name is misspelt. */
  readonly neverSeen?: true;
  /** Every step that was due is done. Otherwise run it again: what is done is not done twice. */
  readonly ok: boolean;
  readonly steps: readonly StepReport[];
}

export const reportOf = (
  { subject: { username, identity }, state }: FoundSubject,
  steps: readonly StepReport[],
  dryRun: boolean,
): DeprovisionReport => ({
  username,
  identity,
  dryRun,
  ...(state === undefined && { neverSeen: true }),
  ok: steps.every(({ result }) => result !== 'failed'),
  steps,
});
