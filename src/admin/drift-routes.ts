import { z } from 'zod';
import type { DetectDrift, DriftOrder } from '../drift/detect-drift.ts';
import { ACTIONS, isClean } from '../drift/drift-report.ts';
import type { DriftReport } from '../drift/drift-report.ts';
import type { DriftRuns } from '../drift/drift-runs.ts';
import { FINDING_KINDS, POLICIES } from '../drift/finding.ts';
import type { Policy } from '../drift/finding.ts';
import { get, post } from '../http/endpoint.ts';
import type { Caller, Endpoint } from '../http/endpoint.ts';
import { ensure, Refusal } from '../kernel/refusal.ts';
import type { Subject } from '../provisioning/subject.ts';
import { operatorOf } from './subject-routes.ts';
import type { SubjectRouteDeps } from './subject-routes.ts';

export interface DriftRouteDeps {
  readonly find: SubjectRouteDeps['find'];
  readonly detectDrift: DetectDrift;
  readonly driftRuns: DriftRuns;
  /** Names a run over everybody. */
  readonly runId: () => string;
}

const MOST_AT_ONCE = 50;
const order = z
  .object({
    usernames: z.array(z.string().min(1).max(256)).min(1).max(MOST_AT_ONCE).optional(),
    all: z.literal(true).optional(),
    policy: z.enum(POLICIES).default('report'),
  })
  .refine(({ usernames, all }) => (usernames === undefined) !== (all === undefined), {
    path: ['usernames'],
    error: 'give either usernames or all: true',
  });

const report = z.object({
  policy: z.enum(POLICIES),
  clean: z.boolean().describe('Nothing is, or stayed, other than it should be'),
  checked: z.int(),
  unprovisioned: z.int(),
  moved_meanwhile: z.int(),
  subjects: z.array(
    z.object({
      username: z.string(),
      action: z.enum(ACTIONS),
      code: z.string().optional(),
      findings: z.array(z.looseObject({ kind: z.enum(FINDING_KINDS), severity: z.string(), text: z.string() })),
    }),
  ),
  foreign: z.object({
    count: z.int().describe('Workers of people who never logged in through the gateway'),
    first: z.array(z.object({ username: z.string(), sid: z.string(), roles: z.array(z.string()) })),
  }),
  counts: z.record(z.string(), z.int()),
  stopped: z
    .object({ settled: z.int(), total: z.int(), why: z.string() })
    .optional()
    .describe('The run ended early, because whoever began it is not an admin any more; what was done stays done'),
  started_at: z.iso.datetime(),
  ended_at: z.iso.datetime(),
});

const runReply = z.object({
  run: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  progress: z.object({ phase: z.string(), done: z.int(), total: z.int().optional() }).optional(),
  report: report.optional(),
  code: z.string().optional(),
  detail: z.string().optional(),
});

export function driftJson({ startedAt, endedAt, movedMeanwhile, ...rest }: DriftReport) {
  return {
    ...rest,
    clean: isClean(rest),
    moved_meanwhile: movedMeanwhile,
    started_at: new Date(startedAt).toISOString(),
    ended_at: new Date(endedAt).toISOString(),
  };
}

async function subjectsOf(usernames: readonly string[], { find }: DriftRouteDeps): Promise<readonly Subject[]> {
  const found = await Promise.all(usernames.map((username) => find(username)));
  return found.map(({ subject, state }) => {
    ensure(state !== undefined, 'SUBJECT_UNKNOWN', { username: subject.username });
    return subject;
  });
}

/** Who asked, and whether they still may while the run goes on. */
export const askedBy = (caller: Caller): Pick<DriftOrder, 'by' | 'mayGoOn'> => ({
  by: `operator:${operatorOf(caller)}`,
  ...(caller.mayGoOn !== undefined && { mayGoOn: caller.mayGoOn }),
});

async function beginAll(policy: Policy, caller: Caller, { driftRuns, runId }: DriftRouteDeps): Promise<string> {
  const run = runId();
  await driftRuns.begin(run, { policy, ...askedBy(caller) }).begun;
  return run;
}

export const driftRoutes = (deps: DriftRouteDeps): readonly Endpoint[] => [
  post('/api/admin/reconcile', {
    access: 'admin',
    summary: 'Compares Twilio with what was decided, and reports, repairs or adopts edits; a run over all answers 202',
    body: { type: 'json', schema: order, limitBytes: 32_768 },
    reply: report,
    handle: async ({ body: { usernames, policy }, caller }) => {
      if (usernames === undefined) {
        const run = await beginAll(policy, caller, deps);
        return { status: 202, json: { run, state: 'running' }, headers: { location: `/api/admin/reconcile/${run}` } };
      }
      const subjects = await subjectsOf(usernames, deps);
      return { status: 200, json: driftJson(await deps.detectDrift({ subjects, policy, ...askedBy(caller) })) };
    },
  }),
  get('/api/admin/reconcile/:run', {
    access: 'admin',
    summary: 'How far a run over everybody is, and its report',
    params: z.object({ run: z.string().max(80) }),
    reply: runReply,
    handle: async ({ params: { run } }) => {
      const found = await deps.driftRuns.read(run);
      if (found === undefined) throw new Refusal('DRIFT_RUN_UNKNOWN', { run });
      return { status: 200, json: { run, ...found, ...('report' in found && { report: driftJson(found.report) }) } };
    },
  }),
];
