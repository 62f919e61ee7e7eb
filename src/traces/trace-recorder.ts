import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { printable } from '../kernel/printable.ts';
import type { Records } from '../kernel/records.ts';
import type { Attributes } from '../roles/attributes.ts';
import { isSpeakableId, speakableId } from './speakable-id.ts';
import type { Trace, TraceStep } from './trace.ts';

export interface TraceSettings {
  /** How long a trace is kept, ms. */
  readonly ttlMs: number;
  /** Whether the values of attributes are kept, or their names only. */
  readonly values: 'shown' | 'names-only';
}

export interface TraceDeps {
  readonly records: Records;
  readonly clock: Clock;
  readonly randomBytes: (size: number) => Uint8Array;
  readonly log: Log;
  readonly settings: TraceSettings;
}

type Found = Omit<Trace, 'id' | 'connection' | 'at' | 'steps' | 'outcome'>;

/** One attempt, being recorded. */
export interface TraceDraft {
  readonly id: string;
  step(step: TraceStep['step'], result: TraceStep['result'], note?: string): void;
  /** Adds what became known. */
  found(facts: Found): void;
  /** What arrived, by the redaction policy. */
  received(attributes: Attributes): void;
  /** Ends the record and keeps it. A store that fails loses the trace, never the login's answer. */
  finish(outcome: Trace['outcome'], facts?: Found): Promise<Trace>;
}

export interface Traces {
  begin(connection: string): TraceDraft;
  read(id: string): Promise<Trace | undefined>;
}

const LONGEST_LIST = 200;
const keyOf = (id: string): string => `trace:${id}`;

function redacted(attributes: Attributes, { values }: TraceSettings): Readonly<Record<string, readonly string[]>> {
  const entries = [...attributes]
    .slice(0, LONGEST_LIST)
    .map(([name, list]) => [
      printable(name),
      list
        .slice(0, LONGEST_LIST)
        .map((value) => (values === 'shown' ? printable(value) : `(${value.length} characters)`)),
    ]);
  return Object.fromEntries(entries) as Record<string, string[]>;
}

class Draft implements TraceDraft {
  readonly id: string;
  readonly #deps: TraceDeps;
  readonly #connection: string;
  readonly #at: number;
  readonly #steps: TraceStep[] = [];
  #facts: Found = {};

  constructor(connection: string, deps: TraceDeps) {
    this.id = speakableId(deps.randomBytes);
    this.#deps = deps;
    this.#connection = connection;
    this.#at = deps.clock();
  }

  step(step: TraceStep['step'], result: TraceStep['result'], note?: string): void {
    const atMs = this.#deps.clock() - this.#at;
    this.#steps.push({ step, result, atMs, ...(note !== undefined && { note }) });
  }

  found(facts: Found): void {
    this.#facts = { ...this.#facts, ...facts };
  }

  received(attributes: Attributes): void {
    this.found({ attributes: redacted(attributes, this.#deps.settings) });
  }

  async finish(outcome: Trace['outcome'], facts: Found = {}): Promise<Trace> {
    this.found(facts);
    const trace: Trace = {
      id: this.id,
      connection: this.#connection,
      at: this.#at,
      steps: this.#steps,
      outcome,
      ...this.#facts,
    };
    const { records, settings, log } = this.#deps;
    await records.put(keyOf(this.id), JSON.stringify(trace), settings.ttlMs).catch((error: unknown) => {
      log.warn({ trace: this.id, err: error }, 'trace lost: the store does not answer');
    });
    return trace;
  }
}

export const createTraces = (deps: TraceDeps): Traces => ({
  begin: (connection) => new Draft(connection, deps),
  async read(id) {
    if (!isSpeakableId(id)) return undefined;
    const stored = await deps.records.get(keyOf(id));
    return stored === undefined ? undefined : (JSON.parse(stored) as Trace);
  },
});
