import { z } from 'zod';
import type { AuditRecord } from '../audit/audit-record.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { get } from '../http/endpoint.ts';
import type { Endpoint } from '../http/endpoint.ts';

const recordReply = z.looseObject({
  seq: z.int(),
  at: z.number().describe('ms since epoch'),
  kind: z.string(),
  subject: z.string().optional(),
  connection: z.string().optional(),
  from: z.array(z.string()).optional(),
  to: z.array(z.string()).optional(),
  why: z.string().optional(),
  by: z.string(),
  replica: z.string(),
  trace: z.string().optional(),
  previous: z.string().describe('Hash of the record before'),
  keyId: z.string().optional().describe('Of the key that made the hash; absent: it is unkeyed'),
  hash: z.string().describe('HMAC-SHA-256 (unkeyed: SHA-256) of this record without `hash`, as JSON with sorted keys'),
});

const auditReply = z.object({
  records: z.array(recordReply),
  next: z.int().optional().describe('`after` for the next page'),
  head: z.object({ seq: z.int(), hash: z.string() }).describe('Where the chain ends now'),
});

const nextOf = (records: readonly AuditRecord[], limit: number): number | undefined =>
  records.length === limit ? records.at(-1)?.seq : undefined;

/** The records as they are kept: their hashes hold only for exactly these members. */
export const auditRoutes = ({ read, head }: Pick<AuditTrail, 'read' | 'head'>): readonly Endpoint[] => [
  get('/api/admin/audit', {
    access: 'admin',
    summary: 'The audit, oldest first: logins, changes of role, acts of operators, chained by hashes',
    query: z.object({
      after: z.coerce.number().int().min(0).default(0).describe('Only records with a higher seq'),
      limit: z.coerce.number().int().min(1).max(1_000).default(100),
    }),
    reply: auditReply,
    handle: async ({ query: { after, limit } }) => {
      const [records, end] = await Promise.all([read(after, limit), head()]);
      const next = nextOf(records, limit);
      return { status: 200, json: { records, ...(next !== undefined && { next }), head: end } };
    },
  }),
];
