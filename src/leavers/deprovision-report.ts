/** In the order in which they are made. */
export const DEPROVISION_STEPS = [
  'block',
  'sessions',
  'tokens',
  'conversations',
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
  /** Every step that was due is done. Otherwise run it again: what is done is not done twice. */
  readonly ok: boolean;
  readonly steps: readonly StepReport[];
}

export const reportOf = (
  { username, identity }: { readonly username: string; readonly identity: string },
  steps: readonly StepReport[],
  dryRun: boolean,
): DeprovisionReport => ({ username, identity, dryRun, ok: steps.every(({ result }) => result !== 'failed'), steps });
