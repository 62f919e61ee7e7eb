import type { RunningGateway } from './a-gateway.ts';
import { eventually } from './store-eventually.ts';

/** As in the configuration of `aGateway`. */
export const ADMIN_TOKEN = 'an-admin-token-for-tests-only';

export interface AdminAnswer {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

/** One call of an operator's script: the admin token as a bearer. */
export async function asAdmin(
  { url }: Pick<RunningGateway, 'url'>,
  method: string,
  path: string,
  body?: object,
): Promise<AdminAnswer> {
  const answer = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      authorization: `Bearer ${ADMIN_TOKEN}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, json: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
}

/** The path of one person, whatever the username holds. */
export const subjectPath = (username: string, rest = ''): string =>
  `/api/admin/subjects/${encodeURIComponent(username)}${rest}`;

type Records = readonly Record<string, unknown>[];

/** The audit once it holds a record of this kind about this person; records are not waited for by a login. */
export async function auditWith(gateway: RunningGateway, kind: string, subject?: string): Promise<Records> {
  const records = async (): Promise<Records> =>
    (await asAdmin(gateway, 'GET', '/api/admin/audit?limit=1000')).json['records'] as Records;
  const isIt = (record: Record<string, unknown>): boolean =>
    record['kind'] === kind && (subject === undefined || record['subject'] === subject);
  return eventually(records, (all) => all.some(isIt));
}
