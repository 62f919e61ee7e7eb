import { z } from 'zod';
import type { AuditHead } from './audit-record.ts';

const headSchema = z.object({ seq: z.int().min(1), hash: z.string().regex(/^[\da-f]{64}$/) });

function headsIn(line: string): readonly AuditHead[] {
  try {
    const head = headSchema.safeParse(JSON.parse(line));
    return head.success ? [head.data] : [];
  } catch {
    return [];
  }
}

/** The heads in JSON lines of any kind: the log of a gateway, or an earlier export, each record of which was one. */
export const notedHeadsIn = (text: string): readonly AuditHead[] => text.split('\n').flatMap(headsIn);

/** Heads that were noted down elsewhere, compared with the records as they come. */
export class NotedHeads {
  /** By `seq`: replicas may have noted several, where the store went back between. */
  readonly #waiting = new Map<number, string[]>();
  #newest: AuditHead | undefined;
  #compared = 0;

  constructor(heads: readonly AuditHead[]) {
    for (const { seq, hash } of heads) this.#waiting.set(seq, [...(this.#waiting.get(seq) ?? []), hash]);
    this.#newest = heads.reduce<AuditHead | undefined>((a, b) => (a === undefined || b.seq > a.seq ? b : a), undefined);
  }

  get newest(): AuditHead | undefined {
    return this.#newest;
  }

  /** How many were compared. */
  get compared(): number {
    return this.#compared;
  }

  /** Whether the record is the one that was noted down, if one was. */
  accepts({ seq, hash }: AuditHead): boolean {
    const noted = this.#waiting.get(seq) ?? [];
    this.#compared += noted.length;
    return noted.every((each) => each === hash);
  }
}
