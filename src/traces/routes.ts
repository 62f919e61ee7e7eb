import { z } from 'zod';
import { get } from '../http/endpoint.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { ensure } from '../kernel/refusal.ts';
import { isSpeakableId } from './speakable-id.ts';
import type { TraceIndex } from './trace-index.ts';
import { KINDS, listOf, OUTCOMES, UNKNOWN_CONNECTION } from './trace-recorder.ts';
import type { Traces } from './trace-recorder.ts';
import type { Trace } from './trace.ts';

export interface TraceRouteDeps {
  readonly traces: Pick<Traces, 'read'>;
  readonly lists: Pick<TraceIndex, 'recent'>;
  readonly connections: () => readonly string[];
}

const MOST = 200;

const summary = z.object({
  id: z.string().describe('Short and speakable; the error page shows it'),
  kind: z.enum(KINDS).describe('A login, or a logout message of the IdP'),
  connection: z.string(),
  at: z.iso.datetime(),
  outcome: z.enum(OUTCOMES),
  refused_at: z.string().optional().describe('The step that refused'),
  code: z.string().optional(),
  detail: z.string().optional().describe('What happened and what to change'),
  username: z.string().optional(),
});
const whole = summary.extend({
  response_size: z.int().optional().describe('Characters of base64 that arrived'),
  steps: z.array(z.object({ step: z.string(), result: z.string(), at_ms: z.number(), note: z.string().optional() })),
  attributes: z
    .record(z.string(), z.array(z.string()))
    .optional()
    .describe('What arrived; values, or their lengths alone, as `traces.values` says'),
  explanation: z.unknown().optional(),
  provisioned: z.unknown().optional(),
  redirect: z.string().optional(),
});

const query = z.object({
  connection: z.string().max(40).optional(),
  outcome: z.enum(OUTCOMES).optional(),
  limit: z
    .string()
    .regex(/^\d{1,3}$/, `must be a number up to ${MOST}`)
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= MOST, `must be a number up to ${MOST}`)
    .optional(),
});
type Query = z.output<typeof query>;
const DEFAULT_LIMIT = 50;

const summaryOf = ({ id, kind = 'login', connection, at, outcome, code, detail, username, steps }: Trace) => {
  const refusedAt = outcome === 'granted' ? undefined : steps.findLast(({ result }) => result === 'refused')?.step;
  return {
    id,
    kind,
    connection,
    at: new Date(at).toISOString(),
    outcome,
    ...(refusedAt !== undefined && { refused_at: refusedAt }),
    ...(code !== undefined && { code }),
    ...(detail !== undefined && { detail }),
    ...(username !== undefined && { username }),
  };
};

function wholeOf(trace: Trace) {
  const { steps, responseSize, attributes, explanation, provisioned, redirect } = trace;
  return {
    ...summaryOf(trace),
    ...(responseSize !== undefined && { response_size: responseSize }),
    steps: steps.map(({ atMs, ...step }) => ({ ...step, at_ms: atMs })),
    ...(attributes && { attributes }),
    ...(explanation && { explanation }),
    ...(provisioned && { provisioned }),
    ...(redirect !== undefined && { redirect }),
  };
}

/** Newest first. A trace that is over, or that ended otherwise after it was listed, is passed over. */
export async function newestTraces(
  { connection, outcome, limit = DEFAULT_LIMIT }: Query,
  deps: TraceRouteDeps,
): Promise<readonly Trace[]> {
  const connections = connection === undefined ? [...deps.connections(), UNKNOWN_CONNECTION] : [connection];
  const outcomes = outcome === undefined ? OUTCOMES : [outcome];
  const lists = connections.flatMap((name) =>
    outcomes.flatMap((each) => KINDS.map((kind) => listOf(name, each, kind))),
  );
  const ids = await Promise.all(lists.map((list) => deps.lists.recent(list, limit)));
  const traces = await Promise.all([...new Set(ids.flat())].map((id) => deps.traces.read(id)));
  return traces
    .filter((trace) => trace !== undefined)
    .filter((trace) => outcome === undefined || trace.outcome === outcome)
    .toSorted((a, b) => b.at - a.at)
    .slice(0, limit);
}

export const traceRoutes = (deps: TraceRouteDeps): readonly Endpoint[] => [
  get('/api/admin/traces', {
    access: 'admin',
    summary: 'The newest login attempts and logout messages, refused ones too',
    query,
    reply: z.object({ traces: z.array(summary) }),
    handle: async (input) => {
      const traces = await newestTraces(input.query, deps);
      return { status: 200, json: { traces: traces.map(summaryOf) } };
    },
  }),
  get('/api/admin/traces/:id', {
    access: 'admin',
    summary:
      'One login attempt or logout message, step by step: what arrived, what was decided and why, what was written',
    params: z.object({ id: z.string().max(40) }),
    reply: whole,
    handle: async ({ params: { id } }) => {
      ensure(isSpeakableId(id), 'TRACE_ID_INVALID', { trace: id });
      const trace = await deps.traces.read(id);
      ensure(trace, 'TRACE_UNKNOWN', { trace: id });
      return { status: 200, json: wholeOf(trace) };
    },
  }),
];
