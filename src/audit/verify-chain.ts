import { CHAIN_START } from './audit-record.ts';
import type { AuditHead, AuditRecord } from './audit-record.ts';
import { hashOf } from './chain.ts';

export interface ChainProblem {
  readonly kind: 'altered' | 'gap' | 'broken-link' | 'not-the-anchor' | 'end-missing';
  /** The first record that is wrong, or that is missing. */
  readonly seq: number;
  readonly text: string;
}

export interface ChainReport {
  readonly ok: boolean;
  readonly records: number;
  readonly firstSeq?: number;
  readonly lastSeq?: number;
  /**
   * What the first record names as the hash before it. 64 zeros: the chain is whole. Anything else: older records were
   * cut off by the bound, and this must be the hash of the last record of an export made before.
   */
  readonly anchor?: string;
  /** Hash of the last record: note it down, and compare it with the anchor of a later export. */
  readonly head?: string;
  /** The first that was found; what comes after it proves nothing. */
  readonly problem?: ChainProblem;
}

export interface Expected {
  /** The hash that the first record must name. */
  readonly anchor?: string;
  /** Where the chain must end. */
  readonly head?: AuditHead;
}

function recordProblem(record: AuditRecord, before: AuditHead): ChainProblem | undefined {
  const { hash, ...unhashed } = record;
  const { seq, previous } = record;
  const expected = before.seq + 1;
  if (seq !== expected) {
    const text = `record ${expected} is missing: record ${before.seq} is followed by ${seq}`;
    return { kind: 'gap', seq: expected, text };
  }
  if (hashOf(unhashed) !== hash)
    return { kind: 'altered', seq, text: `record ${seq} was altered: its hash does not fit` };
  if (previous === before.hash) return undefined;
  return {
    kind: 'broken-link',
    seq,
    text: `record ${seq} does not follow the record before it: one of them was replaced`,
  };
}

/** Recomputes a chain record by record, in any number of pieces, without keeping them. */
export class ChainVerifier {
  readonly #expected: Expected;
  #first: AuditRecord | undefined;
  #last: AuditHead | undefined;
  #records = 0;
  #problem: ChainProblem | undefined;

  constructor(expected: Expected = {}) {
    this.#expected = expected;
  }

  add(record: AuditRecord): void {
    this.#records += 1;
    this.#problem ??=
      this.#first === undefined ? this.#begin(record) : recordProblem(record, this.#last ?? CHAIN_START);
    this.#first ??= record;
    this.#last = record;
  }

  #begin(record: AuditRecord): ChainProblem | undefined {
    const { seq, previous } = record;
    const { anchor } = this.#expected;
    if (anchor !== undefined && previous !== anchor) {
      const text = `record ${seq} does not follow the anchor: records before it are missing or were replaced`;
      return { kind: 'not-the-anchor', seq, text };
    }
    // Nothing is known of what was cut off, so the record is taken at its word for where it begins.
    return recordProblem(record, seq === 1 ? CHAIN_START : { seq: seq - 1, hash: previous });
  }

  #ending(): ChainProblem | undefined {
    const { head } = this.#expected;
    const last = this.#last ?? CHAIN_START;
    if (head === undefined || head.hash === last.hash) return undefined;
    const text = `the newest records are missing: the chain ended with record ${head.seq}, these end with ${last.seq}`;
    return { kind: 'end-missing', seq: last.seq + 1, text };
  }

  report(): ChainReport {
    const problem = this.#problem ?? this.#ending();
    return {
      ok: problem === undefined,
      records: this.#records,
      ...(this.#first !== undefined && { firstSeq: this.#first.seq, anchor: this.#first.previous }),
      ...(this.#last !== undefined && { lastSeq: this.#last.seq, head: this.#last.hash }),
      ...(problem !== undefined && { problem }),
    };
  }
}

export function verifyChain(records: Iterable<AuditRecord>, expected: Expected = {}): ChainReport {
  const verifier = new ChainVerifier(expected);
  for (const record of records) verifier.add(record);
  return verifier.report();
}
