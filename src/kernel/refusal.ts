import { REFUSALS } from './refusals/table.ts';
import type { RefusalEntry } from './refusals/entry.ts';

export type RefusalCode = keyof typeof REFUSALS;
export type Evidence<C extends RefusalCode> = (typeof REFUSALS)[C] extends RefusalEntry<infer E> ? E : never;

/**
 * An expected way to fail, named by a stable code. `evidence` is what the operator needs to find the cause; it goes to
 * the log and the trace, and reaches the browser only through the entry's own `detail`.
 */
export class Refusal<C extends RefusalCode = RefusalCode> extends Error {
  override readonly name = 'Refusal';
  readonly code: C;
  readonly evidence: Evidence<C>;

  constructor(code: C, evidence: Evidence<C>, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
    this.evidence = evidence;
  }

  get entry(): RefusalEntry<object> {
    return REFUSALS[this.code];
  }

  /** The sentence that the evidence gives, if any, then the hint. Safe to show. */
  get detail(): string {
    const sentence = this.entry.detail?.(this.evidence);
    if (sentence === undefined) return this.entry.hint;
    return `${sentence}${sentence.includes('\n') ? '\n' : ' '}${this.entry.hint}`;
  }

  /** What an operator is told: the cause, and where to look. Never for the person in the browser. */
  get detailForOperators(): string {
    return this.entry.forOperators?.(this.evidence) ?? this.detail;
  }
}

export const isRefusal = (error: unknown): error is Refusal => error instanceof Refusal;

/** States a fact; where it does not hold, refuses with the code and its evidence. */
export function ensure<C extends RefusalCode>(fact: unknown, code: C, evidence: Evidence<C>): asserts fact {
  if (!fact) throw new Refusal(code, evidence);
}
