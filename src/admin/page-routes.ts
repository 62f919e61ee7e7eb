import { z } from 'zod';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { readNewest } from '../audit/read-all.ts';
import { POLICIES } from '../drift/finding.ts';
import { get, post } from '../http/endpoint.ts';
import type { Endpoint, Reply } from '../http/endpoint.ts';
import { isRefusal } from '../kernel/refusal.ts';
import { isSpeakableId } from '../traces/speakable-id.ts';
import { OUTCOMES } from '../traces/trace-recorder.ts';
import type { Traces } from '../traces/trace-recorder.ts';
import type { Trace } from '../traces/trace.ts';
import { ensure } from '../kernel/refusal.ts';
import { askedBy } from './drift-routes.ts';
import type { DriftRouteDeps } from './drift-routes.ts';
import { auditPage } from './pages/audit-page.tsx';
import { driftPage } from './pages/drift-page.tsx';
import { subjectHref, traceHref } from './pages/links.tsx';
import { loginsPage } from './pages/logins-page.tsx';
import { overviewPage } from './pages/overview-page.tsx';
import type { OverviewView } from './pages/overview-page.tsx';
import { subjectsPage } from './pages/subjects-page.tsx';
import { tracePage } from './pages/trace-page.tsx';
import { subjectPageRoutes } from './subject-page-routes.ts';
import { operatorOf } from './subject-routes.ts';
import type { SubjectRouteDeps } from './subject-routes.ts';

export interface AdminPageDeps extends SubjectRouteDeps, DriftRouteDeps {
  readonly audit: Pick<AuditTrail, 'read' | 'head'>;
  readonly traces: Pick<Traces, 'read'>;
  readonly recentTraces: (query: { outcome?: Trace['outcome']; limit: number }) => Promise<readonly Trace[]>;
  readonly overview: () => Promise<Omit<OverviewView, 'operator' | 'byToken'>>;
}

const PEOPLE = 50;
const RECORDS = 50;
const LOGINS = 100;
const FORM_BYTES = 4_096;

const overview = (deps: AdminPageDeps): Endpoint =>
  get('/admin', {
    access: 'admin',
    page: true,
    summary: 'Overview for operators',
    handle: async ({ caller }) => {
      const view = { ...(await deps.overview()), operator: operatorOf(caller), byToken: caller.session === undefined };
      return { status: 200, html: overviewPage(view) };
    },
  });

const peopleQuery = z.object({
  username: z.string().max(256).optional(),
  stale_days: z.coerce.number().int().min(0).max(36_500).optional(),
  cursor: z.string().max(2_000).optional(),
});

/** Where the username leads: to the person, or nowhere. */
async function foundAt(username: string, { find }: AdminPageDeps): Promise<Reply | undefined> {
  try {
    const { subject, state } = await find(username);
    return state === undefined ? undefined : { status: 303, redirect: subjectHref(subject.username) };
  } catch (error) {
    if (isRefusal(error) && error.entry.status < 500) return undefined;
    throw error;
  }
}

const people = (deps: AdminPageDeps): Endpoint =>
  get('/admin/subjects', {
    access: 'admin',
    page: true,
    summary: 'People by their last login, for operators',
    query: peopleQuery,
    handle: async ({ query: { username, stale_days: staleDays, cursor } }) => {
      const wanted = username?.trim() ?? '';
      const found = wanted === '' ? undefined : await foundAt(wanted, deps);
      if (found !== undefined) return found;
      const period = staleDays === undefined ? {} : { staleDays };
      const listing = await deps.list({ limit: PEOPLE, ...period, ...(cursor !== undefined && { cursor }) });
      return { status: 200, html: subjectsPage({ listing, ...period, ...(wanted !== '' && { notFound: wanted }) }) };
    },
  });

const logins = (deps: AdminPageDeps): Endpoint =>
  get('/admin/logins', {
    access: 'admin',
    page: true,
    summary: 'The newest logins, for operators',
    query: z.object({ outcome: z.enum(OUTCOMES).optional(), trace: z.string().max(40).optional() }),
    handle: async ({ query: { outcome, trace } }) => {
      const id = trace?.trim().toLowerCase();
      if (id !== undefined && (await deps.traces.read(id)) !== undefined) {
        return { status: 303, redirect: traceHref(id) };
      }
      const filter = outcome === undefined ? {} : { outcome };
      const traces = await deps.recentTraces({ limit: LOGINS, ...filter });
      return { status: 200, html: loginsPage({ traces, ...filter, ...(id !== undefined && { notFound: id }) }) };
    },
  });

const oneLogin = ({ traces }: AdminPageDeps): Endpoint =>
  get('/admin/traces/:id', {
    access: 'admin',
    page: true,
    summary: 'One login, step by step, for operators',
    params: z.object({ id: z.string().max(40) }),
    handle: async ({ params: { id } }) => {
      ensure(isSpeakableId(id), 'TRACE_ID_INVALID', { trace: id });
      const trace = await traces.read(id);
      ensure(trace, 'TRACE_UNKNOWN', { trace: id });
      return { status: 200, html: tracePage(trace) };
    },
  });

const audit = (deps: AdminPageDeps): Endpoint =>
  get('/admin/audit', {
    access: 'admin',
    page: true,
    summary: 'The audit, newest first, for operators',
    query: z.object({ before: z.coerce.number().int().min(2).optional() }),
    handle: async ({ query: { before } }) => {
      const head = await deps.audit.head();
      const records = await readNewest(deps.audit, { limit: RECORDS, ...(before !== undefined && { before }) });
      const oldest = records.at(-1)?.seq ?? 0;
      const more = records.length === RECORDS && oldest > 1 ? { older: oldest } : {};
      return { status: 200, html: auditPage({ records, head, ...more }) };
    },
  });

const drift = (deps: AdminPageDeps): readonly Endpoint[] => [
  get('/admin/drift', {
    access: 'admin',
    page: true,
    summary: 'The newest comparison with Twilio, for operators',
    query: z.object({ run: z.string().max(80).optional() }),
    handle: async ({ query: { run: id } }) => {
      const [state, latest] = await Promise.all([
        id === undefined ? undefined : deps.driftRuns.read(id),
        deps.driftRuns.latest(),
      ]);
      const run = id === undefined || state === undefined ? {} : { run: { id, state } };
      return { status: 200, html: driftPage({ ...run, ...(latest !== undefined && { latest }) }) };
    },
  }),
  post('/admin/drift', {
    access: 'admin',
    page: true,
    summary: 'Begins a comparison with Twilio over everybody',
    body: { type: 'form', schema: z.object({ policy: z.enum(POLICIES) }), limitBytes: FORM_BYTES },
    handle: async ({ body: { policy }, caller }) => {
      const run = deps.runId();
      await deps.driftRuns.begin(run, { policy, ...askedBy(caller) }).begun;
      return { status: 303, redirect: `/admin/drift?run=${run}` };
    },
  }),
];

/** The pages of operators. */
export const adminPageRoutes = (deps: AdminPageDeps): readonly Endpoint[] => [
  overview(deps),
  people(deps),
  ...subjectPageRoutes(deps),
  logins(deps),
  oneLogin(deps),
  audit(deps),
  ...drift(deps),
];
