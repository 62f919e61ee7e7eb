import { z } from 'zod';
import { del, get, post } from '../http/endpoint.ts';
import type { Caller, Endpoint } from '../http/endpoint.ts';
import type { Clock } from '../kernel/clock.ts';
import { ensure } from '../kernel/refusal.ts';
import type { Blocks } from '../leavers/block.ts';
import type { Deprovision } from '../leavers/deprovision.ts';
import { DEPROVISION_STEPS, STEP_RESULTS } from '../leavers/deprovision-report.ts';
import type { FoundSubject } from '../leavers/find-subject.ts';
import type { ListSubjects } from '../leavers/stale-subjects.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import { neverSeenReply, reportJson, subjectJson, subjectReply } from './subject-json.ts';

export interface SubjectRouteDeps {
  /** Refusals: see `findSubject`. */
  readonly find: (username: string, namespace?: string) => Promise<FoundSubject>;
  /** Of all connections, each once. */
  readonly namespaces: readonly string[];
  readonly list: ListSubjects;
  readonly blocks: Blocks;
  readonly deprovision: Deprovision;
  readonly sessions: Pick<SessionStore, 'listOf'>;
  readonly clock: Clock;
}

export const operatorOf = ({ operator }: Caller): string => {
  ensure(operator !== undefined, 'ADMIN_REQUIRED', {});
  return operator;
};

const LIMIT_BYTES = 4_096;
export const usernameParam = z.object({ username: z.string().min(1).max(256) });
export const reasonText = z.string().trim().min(1).max(500);
export const whoseNamespace = z.string().max(40).optional().describe('Whose person it is, for one who never logged in');
const flag = z.enum(['true', 'false']).optional();
const orderBody = z.object({ reason: reasonText.optional(), namespace: whoseNamespace }).optional();

const stepJson = z.object({
  step: z.enum(DEPROVISION_STEPS),
  result: z.enum(STEP_RESULTS),
  detail: z.string(),
  code: z.string().optional(),
});
const reportReply = z.object({
  username: z.string(),
  identity: z.string(),
  dry_run: z.boolean(),
  never_seen: neverSeenReply,
  ok: z.boolean().describe('false: see the steps, then run it again; what is done is not done twice'),
  steps: z.array(stepJson),
});

const listReply = z.object({
  subjects: z.array(
    z.object({
      username: z.string(),
      namespace: z.string(),
      last_login: z.iso.datetime(),
      roles: z.array(z.string()),
      blocked: z.boolean(),
      provisioned: z.boolean(),
    }),
  ),
  next: z.string().optional().describe('The cursor of the next page'),
});

const listSubjects = ({ list }: SubjectRouteDeps): Endpoint =>
  get('/api/admin/subjects', {
    access: 'admin',
    summary: 'People by their last login, the longest away first',
    query: z.object({
      stale_days: z.coerce
        .number()
        .int()
        .min(0)
        .max(36_500)
        .optional()
        .describe('Only those who did not log in for so long'),
      limit: z.coerce.number().int().min(1).max(500).default(100),
      cursor: z.string().max(2_000).optional(),
    }),
    reply: listReply,
    handle: async ({ query: { stale_days: staleDays, limit, cursor } }) => {
      const page = await list({
        limit,
        ...(staleDays !== undefined && { staleDays }),
        ...(cursor !== undefined && { cursor }),
      });
      const subjects = page.subjects.map(({ lastLogin, ...subject }) => ({
        ...subject,
        last_login: new Date(lastLogin).toISOString(),
      }));
      return { status: 200, json: { subjects, ...(page.next !== undefined && { next: page.next }) } };
    },
  });

const readSubject = ({ find, sessions, clock }: SubjectRouteDeps): Endpoint =>
  get('/api/admin/subjects/:username', {
    access: 'admin',
    summary: 'One person: what was decided and why, what Twilio holds, the block, live sessions',
    params: usernameParam,
    reply: subjectReply,
    handle: async ({ params: { username } }) => {
      const { state } = await find(username);
      ensure(state !== undefined, 'SUBJECT_UNKNOWN', { username });
      const live = await sessions.listOf(slotOf(state.subject.identity), clock());
      return { status: 200, json: subjectJson(state, live.length) };
    },
  });

const removeSubject = ({ deprovision }: SubjectRouteDeps): Endpoint =>
  del('/api/admin/subjects/:username', {
    access: 'admin',
    summary: 'Takes a person out of Flex: blocks, ends sessions, deletes the worker; repeat it until `ok`',
    params: usernameParam,
    query: z.object({
      dry_run: flag.describe('Look only'),
      delete_user: flag.describe('Also delete the Conversation User'),
      reason: reasonText.default('deprovisioned'),
      namespace: whoseNamespace,
    }),
    reply: reportReply,
    handle: async ({ params: { username }, query, caller }) => {
      const report = await deprovision(username, {
        by: operatorOf(caller),
        reason: query.reason,
        dryRun: query.dry_run === 'true',
        deleteUser: query.delete_user === 'true',
        ...(query.namespace !== undefined && { namespace: query.namespace }),
      });
      return { status: 200, json: reportJson(report) };
    },
  });

const ACTS = {
  block: 'Ends all sessions of a person and lets none in any more, until unblocked',
  unblock: 'Lets a person in again',
} as const;

const actOn = (act: keyof typeof ACTS, { blocks }: SubjectRouteDeps): Endpoint =>
  post(`/api/admin/subjects/:username/${act}`, {
    access: 'admin',
    summary: ACTS[act],
    params: usernameParam,
    body: { type: 'json', schema: orderBody, limitBytes: LIMIT_BYTES },
    reply: z.object({
      username: z.string(),
      result: z.enum(['done', 'already']),
      blocked: z.boolean(),
      never_seen: neverSeenReply,
    }),
    handle: async ({ params: { username }, body, caller }) => {
      const { result, state, neverSeen } = await blocks[act](username, {
        by: operatorOf(caller),
        reason: body?.reason ?? `${act}ed by an operator`,
        ...(body?.namespace !== undefined && { namespace: body.namespace }),
      });
      const { subject, blocked } = state;
      const seen = neverSeen === true ? { never_seen: neverSeen } : {};
      return { status: 200, json: { username: subject.username, result, blocked: blocked !== undefined, ...seen } };
    },
  });

export const subjectRoutes = (deps: SubjectRouteDeps): readonly Endpoint[] => [
  listSubjects(deps),
  readSubject(deps),
  removeSubject(deps),
  actOn('block', deps),
  actOn('unblock', deps),
];
