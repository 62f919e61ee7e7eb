import type { WorkerAttributes } from './worker-directory.ts';

export type Change = 'created' | 'promoted' | 'demoted' | 'updated' | 'unchanged';

/** What one reconcile did in Twilio. Plain JSON: it goes into the trace, the page and the CLI. */
export interface ReconcileOutcome {
  readonly worker: {
    readonly sid: string;
    readonly change: Change;
    /** Roles on the worker before, where it existed. */
    readonly previousRoles?: readonly string[];
    /** After the write. */
    readonly attributes: WorkerAttributes;
  };
  readonly user: {
    readonly sid: string;
    readonly identity: string;
    readonly change: Change;
    readonly serviceRole: string;
    readonly serviceRoleSid: string;
    readonly previousServiceRole?: string;
  };
}
