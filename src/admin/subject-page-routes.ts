import { z } from 'zod';
import type { AuditRecord } from '../audit/audit-record.ts';
import { readNewest } from '../audit/read-all.ts';
import { get, post } from '../http/endpoint.ts';
import type { Endpoint, Reply } from '../http/endpoint.ts';
import { ensure } from '../kernel/refusal.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { AdminPageDeps } from './page-routes.ts';
import { subjectHref } from './pages/links.tsx';
import { subjectPage } from './pages/subject-page.tsx';
import { unknownSubjectPage } from './pages/unknown-subject-page.tsx';
import type { SubjectView } from './pages/subject-page.tsx';
import { operatorOf, reasonText, usernameParam, whoseNamespace } from './subject-routes.ts';

/** So many of the newest records are looked through for those of one person, and so many of these are shown. */
const LOOKED_THROUGH = 1_000;
const SHOWN = 12;
const FORM_BYTES = 4_096;

async function recordsOf(username: string, { audit }: AdminPageDeps): Promise<readonly AuditRecord[]> {
  const records = await readNewest(audit, { limit: LOOKED_THROUGH });
  return records.filter(({ subject }) => subject === username).slice(0, SHOWN);
}

async function shown(
  username: string,
  deps: AdminPageDeps,
  done: Pick<SubjectView, 'report' | 'compared'> = {},
): Promise<Reply> {
  // Of a person who is known, the namespace is known; of any other this name only looks.
  const { state } = await deps.find(username, deps.namespaces[0]);
  if (state === undefined) {
    const { namespaces } = deps;
    const { report } = done;
    return { status: 404, html: unknownSubjectPage({ username, namespaces, ...(report && { report }) }) };
  }
  const [sessions, records] = await Promise.all([
    deps.sessions.listOf(slotOf(state.subject.identity), deps.clock()),
    recordsOf(state.subject.username, deps),
  ]);
  return { status: 200, html: subjectPage({ state, sessions, records, ...done }) };
}

const look = (deps: AdminPageDeps): Endpoint =>
  get('/admin/subjects/:username', {
    access: 'admin',
    page: true,
    summary: 'One person, for operators',
    params: usernameParam,
    handle: ({ params: { username } }) => shown(username, deps),
  });

const ACTS = { block: 'Blocks a person, from the page', unblock: 'Unblocks a person, from the page' } as const;

const act = (name: keyof typeof ACTS, deps: AdminPageDeps): Endpoint =>
  post(`/admin/subjects/:username/${name}`, {
    access: 'admin',
    page: true,
    summary: ACTS[name],
    params: usernameParam,
    body: { type: 'form', schema: z.object({ reason: reasonText, namespace: whoseNamespace }), limitBytes: FORM_BYTES },
    handle: async ({ params: { username }, body: { reason, namespace }, caller }) => {
      const order = { by: operatorOf(caller), reason, ...(namespace !== undefined && { namespace }) };
      const { state } = await deps.blocks[name](username, order);
      const isForgotten = name === 'unblock' && state.desired === undefined;
      return { status: 303, redirect: isForgotten ? '/admin/subjects' : subjectHref(state.subject.username) };
    },
  });

const deprovision = (deps: AdminPageDeps): Endpoint =>
  post('/admin/subjects/:username/deprovision', {
    access: 'admin',
    page: true,
    summary: 'Takes a person out of Flex, from the page',
    params: usernameParam,
    body: {
      type: 'form',
      schema: z.object({
        reason: reasonText,
        delete_user: z.literal('true').optional(),
        dry_run: z.literal('true').optional(),
        namespace: whoseNamespace,
      }),
      limitBytes: FORM_BYTES,
    },
    handle: async ({ params: { username }, body, caller }) => {
      const report = await deps.deprovision(username, {
        by: operatorOf(caller),
        reason: body.reason,
        deleteUser: body.delete_user === 'true',
        dryRun: body.dry_run === 'true',
        ...(body.namespace !== undefined && { namespace: body.namespace }),
      });
      return shown(username, deps, { report });
    },
  });

const reconcile = (deps: AdminPageDeps): Endpoint =>
  post('/admin/subjects/:username/reconcile', {
    access: 'admin',
    page: true,
    summary: 'Compares a person with Twilio, from the page',
    params: usernameParam,
    body: { type: 'form', schema: z.object({ policy: z.enum(['report', 'repair']) }), limitBytes: FORM_BYTES },
    handle: async ({ params: { username }, body: { policy }, caller }) => {
      const { subject, state } = await deps.find(username);
      ensure(state !== undefined, 'SUBJECT_UNKNOWN', { username });
      const by = `operator:${operatorOf(caller)}`;
      const { subjects } = await deps.detectDrift({ subjects: [subject], policy, by });
      return shown(username, deps, { compared: { drift: subjects[0] } });
    },
  });

/** The page of one person and its forms. */
export const subjectPageRoutes = (deps: AdminPageDeps): readonly Endpoint[] => [
  look(deps),
  act('block', deps),
  act('unblock', deps),
  deprovision(deps),
  reconcile(deps),
];
