import type { AuditKeys } from './audit-key.ts';
import { CHAIN_START } from './audit-record.ts';
import type { AuditHead, AuditRecord } from './audit-record.ts';
import { NotedHeads } from './noted-heads.ts';
import { hashOf } from './chain.ts';
import { printable } from '../kernel/printable.ts';

/**
 * `unknown-key`: the key that made it is not at hand. `downgraded`: unkeyed, though one before it is keyed, as if somebody
 * without a key had gone on. `unkeyed`: where none may be.
 */
type ProblemOfKey = 'unknown-key' | 'downgraded' | 'unkeyed';

export interface ChainProblem {
  readonly kind: 'altered' | 'gap' | 'broken-link' | 'not-the-anchor' | 'end-missing' | 'not-the-noted' | ProblemOfKey;
  /** The first record that is wrong, or that is missing. */
  readonly seq: number;
  readonly text: string;
}

export interface ChainReport {
  readonly ok: boolean;
  readonly records: number;
  /** Records that anybody can have made who can write to the store: they hold together, and prove no more. */
  readonly unkeyed: number;
  readonly firstSeq?: number;
  readonly lastSeq?: number;
  /**
   * What the first record names as the hash before it. 64 zeros: the chain is whole. Anything else: older records were
   * cut off by the bound, and this must be the hash of the last record of an export made before.
   */
  readonly anchor?: string;
  /** Hash of the last record: note it down, and compare it with the anchor of a later export. */
  readonly head?: string;
  /** Of the heads that were noted down, those that stand for a record (or the anchor) that is there. */
  readonly notedCompared?: number;
  /** `seq` of records in which a replica tells that the store had lost some: see there in `why`. */
  readonly losses?: readonly number[];
  /** The first that was found; what comes after it proves nothing. */
  readonly problem?: ChainProblem;
}

export interface Expected {
  /** The hash that the first record must name. */
  readonly anchor?: string;
  /** Where the chain must end. */
  readonly head?: AuditHead;
  /** Ends that the chain had at some time: each must still be in it, unless it was cut off by the bound. */
  readonly noted?: readonly AuditHead[];
  /** By which hashes are made; absent: none, so that keyed records cannot be recomputed. */
  readonly keys?: AuditKeys;
  /** Whether records from before there were keys may stand at the beginning: they prove nothing. */
  readonly allowUnkeyed?: boolean;
}

interface Before extends AuditHead {
  /** Whether any record before is keyed. */
  readonly keyed: boolean;
}

function keyProblem({ seq, keyId }: AuditRecord, before: Before, expected: Expected): ChainProblem | undefined {
  if (keyId !== undefined) {
    if (expected.keys?.has(keyId) === true) return undefined;
    const text = `record ${seq} was made with the key ${printable(keyId)}, which is not at hand: set audit.key or audit.formerKeys`;
    return { kind: 'unknown-key', seq, text };
  }
  if (before.keyed)
    return { kind: 'downgraded', seq, text: `record ${seq} is unkeyed, though records before it are keyed` };
  if (expected.allowUnkeyed === true) return undefined;
  const text = `record ${seq} is unkeyed: whoever can write to the store, or to this file, can have made it`;
  return { kind: 'unkeyed', seq, text };
}

function recordProblem(record: AuditRecord, before: Before, wanted: Expected): ChainProblem | undefined {
  const { hash, ...unhashed } = record;
  const { seq, previous } = record;
  const expected = before.seq + 1;
  if (seq !== expected) {
    const text = `record ${expected} is missing: record ${before.seq} is followed by ${seq}`;
    return { kind: 'gap', seq: expected, text };
  }
  const ofKey = keyProblem(record, before, wanted);
  if (ofKey !== undefined) return ofKey;
  if (hashOf(unhashed, wanted.keys?.get(record.keyId ?? '')) !== hash)
    return { kind: 'altered', seq, text: `record ${seq} was altered: its hash does not fit` };
  if (previous === before.hash) return undefined;
  return {
    kind: 'broken-link',
    seq,
    text: `record ${seq} does not follow the record before it: one of them was replaced`,
  };
}

function notTheNoted(seq: number): ChainProblem {
  const text = `record ${seq} is not the one that was noted down: the chain was written anew from there or from before`;
  return { kind: 'not-the-noted', seq, text };
}

function endMissing(head: AuditHead, last: AuditHead): ChainProblem {
  const text = `the newest records are missing: the chain ended with record ${head.seq}, these end with ${last.seq}`;
  return { kind: 'end-missing', seq: last.seq + 1, text };
}

/** Recomputes a chain record by record, in any number of pieces, without keeping them. */
export class ChainVerifier {
  readonly #expected: Expected;
  #first: AuditRecord | undefined;
  #last: AuditHead | undefined;
  #records = 0;
  #unkeyed = 0;
  readonly #losses: number[] = [];
  readonly #noted: NotedHeads;
  #problem: ChainProblem | undefined;

  constructor(expected: Expected = {}) {
    this.#expected = expected;
    this.#noted = new NotedHeads(expected.noted ?? []);
  }

  add(record: AuditRecord): void {
    const before = { ...(this.#last ?? CHAIN_START), keyed: this.#records > this.#unkeyed };
    this.#problem ??= this.#first === undefined ? this.#begin(record) : recordProblem(record, before, this.#expected);
    this.#problem ??= this.#compare(record);
    this.#records += 1;
    if (record.kind === 'audit.lost') this.#losses.push(record.seq);
    if (record.keyId === undefined) this.#unkeyed += 1;
    this.#first ??= record;
    this.#last = { seq: record.seq, hash: record.hash };
  }

  #begin(record: AuditRecord): ChainProblem | undefined {
    const { seq, previous } = record;
    const { anchor } = this.#expected;
    if (anchor !== undefined && previous !== anchor) {
      const text = `record ${seq} does not follow the anchor: records before it are missing or were replaced`;
      return { kind: 'not-the-anchor', seq, text };
    }
    // Nothing is known of what was cut off, so the record is taken at its word for where it begins.
    const start = seq === 1 ? CHAIN_START : { seq: seq - 1, hash: previous };
    return recordProblem(record, { ...start, keyed: false }, this.#expected);
  }

  #compare({ seq, hash, previous }: AuditRecord): ChainProblem | undefined {
    if (this.#first === undefined && !this.#noted.accepts({ seq: seq - 1, hash: previous }))
      return notTheNoted(seq - 1);
    return this.#noted.accepts({ seq, hash }) ? undefined : notTheNoted(seq);
  }

  /** A log keeps its newest records, so that one which has none never had any. An export may be of no record. */
  #wasEmptied(): boolean {
    const { head, anchor } = this.#expected;
    return this.#first === undefined && head !== undefined && anchor !== undefined && anchor !== head.hash;
  }

  #ending(): ChainProblem | undefined {
    if (this.#wasEmptied()) {
      const text = 'there is no record, though the anchor is the hash of one: the log was emptied';
      return { kind: 'not-the-anchor', seq: 1, text };
    }
    const { head } = this.#expected;
    const last = this.#last ?? CHAIN_START;
    const { newest } = this.#noted;
    if (newest !== undefined && newest.seq > last.seq) return endMissing(newest, last);
    return head === undefined || head.hash === last.hash ? undefined : endMissing(head, last);
  }

  report(): ChainReport {
    const problem = this.#problem ?? this.#ending();
    return {
      ok: problem === undefined,
      records: this.#records,
      unkeyed: this.#unkeyed,
      ...(this.#first !== undefined && { firstSeq: this.#first.seq, anchor: this.#first.previous }),
      ...(this.#last !== undefined && { lastSeq: this.#last.seq, head: this.#last.hash }),
      ...(this.#expected.noted !== undefined && { notedCompared: this.#noted.compared }),
      ...(this.#losses.length > 0 && { losses: this.#losses }),
      ...(problem !== undefined && { problem }),
    };
  }
}

export function verifyChain(records: Iterable<AuditRecord>, expected: Expected = {}): ChainReport {
  const verifier = new ChainVerifier(expected);
  for (const record of records) verifier.add(record);
  return verifier.report();
}
