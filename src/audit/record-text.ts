import { z } from 'zod';
import { Refusal } from '../kernel/refusal.ts';
import type { AuditRecord } from './audit-record.ts';

/**
 * Only what the chain needs is checked: whatever else a record holds is covered by its hash. Loose, so that a member
 * that was added by hand is seen as an alteration and not dropped.
 */
const recordSchema = z.looseObject({
  seq: z.int().min(1),
  at: z.number(),
  kind: z.string(),
  by: z.string(),
  replica: z.string(),
  previous: z.string(),
  keyId: z.string().optional(),
  hash: z.string(),
});

export const lineOf = (record: AuditRecord): string => `${JSON.stringify(record)}\n`;

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function recordOf(line: string, place: { readonly file: string; readonly number: number }): AuditRecord {
  const record = recordSchema.safeParse(parsed(line));
  if (record.success) return record.data as unknown as AuditRecord;
  const problems = [{ path: `line ${place.number}`, reason: 'is no audit record' }];
  throw new Refusal('FILE_INVALID', { file: place.file, problems });
}

/** The records of an export. Refusal FILE_INVALID names the first line that is none. */
export function* recordsOf(text: string, file: string): Generator<AuditRecord> {
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() !== '') yield recordOf(line, { file, number: index + 1 });
  }
}
