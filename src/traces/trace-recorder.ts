import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Records } from '../kernel/records.ts';
import type { Refusal } from '../kernel/refusal.ts';
import type { Attributes } from '../roles/attributes.ts';
import { redactedAttributes, redactedDetail, redactedExplanation, redactedOutcome } from './redaction.ts';
import type { KeptValues } from './redaction.ts';
import { isSpeakableId, speakableId } from './speakable-id.ts';
import type { TraceIndex } from './trace-index.ts';
import type { Trace, TraceStep } from './trace.ts';

export interface TraceSettings {
  /** How long a trace is kept, ms. */
  readonly ttlMs: number;
  readonly values: KeptValues;
  /** How many are kept, of each connection and outcome. */
  readonly cap?: number;
}

export interface TraceDeps {
  readonly records: Records;
  readonly clock: Clock;
  readonly randomBytes: (size: number) => Uint8Array;
  readonly log: Log;
  readonly settings: TraceSettings;
  /** Without one, traces are found by their id alone. */
  readonly index?: TraceLists;
}

/** Lists of traces by connection and outcome. A name from outside gets no list of its own. */
export interface TraceLists {
  readonly lists: TraceIndex;
  readonly isConnection: (name: string) => boolean;
}

export const OUTCOMES = ['granted', 'refused', 'failed'] as const satisfies readonly Trace['outcome'][];
export const UNKNOWN_CONNECTION = 'unknown';
/** Logouts have lists of their own: a flood of them, which anybody can send, pushes no login out. */
export const listOf = (connection: string, outcome: Trace['outcome'], kind: TraceKind = 'login'): string =>
  kind === 'login' ? `${connection}:${outcome}` : `${connection}:${kind}:${outcome}`;
export const KINDS = ['login', 'logout'] as const;
export type TraceKind = (typeof KINDS)[number];

type Found = Omit<Trace, 'id' | 'kind' | 'connection' | 'at' | 'steps' | 'outcome'>;

/** One attempt, being recorded. */
export interface TraceDraft {
  readonly id: string;
  step(step: TraceStep['step'], result: TraceStep['result'], note?: string): void;
  /** Adds what became known. */
  found(facts: Found): void;
  /** What arrived, by the redaction policy. */
  received(attributes: Attributes): void;
  /** Why it was refused, by the redaction policy. */
  refused(refusal: Refusal): void;
  /** Ends the record and keeps it. A store that fails loses the trace, never the login's answer. */
  finish(outcome: Trace['outcome'], facts?: Found): Promise<Trace>;
}

export interface Traces {
  begin(connection: string, kind?: TraceKind): TraceDraft;
  read(id: string): Promise<Trace | undefined>;
  /** Goes on with an attempt that waited; a new one where the old is no longer kept. */
  resume(id: string, connection: string): Promise<TraceDraft>;
}

const DEFAULT_CAP = 10_000;
const keyOf = (id: string): string => `trace:${id}`;

/** All that holds values of attributes, by the redaction policy. */
function redacted({ explanation, provisioned, ...facts }: Found, { values }: TraceSettings): Found {
  return {
    ...facts,
    ...(explanation && { explanation: redactedExplanation(explanation, values) }),
    ...(provisioned && { provisioned: redactedOutcome(provisioned, values) }),
  };
}

interface Beginning {
  readonly kind?: TraceKind | undefined;
  /** What is gone on with. */
  readonly earlier?: Trace | undefined;
}

class Draft implements TraceDraft {
  readonly id: string;
  readonly #deps: TraceDeps;
  readonly #connection: string;
  readonly #kind: TraceKind;
  readonly #at: number;
  readonly #steps: TraceStep[] = [];
  #facts: Found = {};

  constructor(connection: string, deps: TraceDeps, { earlier, kind = 'login' }: Beginning = {}) {
    const {
      id,
      at,
      connection: _same,
      kind: _kind,
      steps = [],
      outcome: _outcome,
      code: _code,
      detail: _detail,
      ...facts
    } = earlier ?? {};
    this.id = id ?? speakableId(deps.randomBytes);
    this.#deps = deps;
    this.#connection = connection;
    this.#kind = kind;
    this.#at = at ?? deps.clock();
    this.#steps.push(...steps);
    this.#facts = facts;
  }

  step(step: TraceStep['step'], result: TraceStep['result'], note?: string): void {
    const atMs = this.#deps.clock() - this.#at;
    this.#steps.push({ step, result, atMs, ...(note !== undefined && { note }) });
  }

  found(facts: Found): void {
    this.#facts = { ...this.#facts, ...redacted(facts, this.#deps.settings) };
  }

  received(attributes: Attributes): void {
    this.found({ attributes: redactedAttributes(attributes, this.#deps.settings.values) });
  }

  refused(refusal: Refusal): void {
    this.found({ code: refusal.code, detail: redactedDetail(refusal, this.#deps.settings.values) });
  }

  async finish(outcome: Trace['outcome'], facts: Found = {}): Promise<Trace> {
    this.found(facts);
    const trace: Trace = {
      id: this.id,
      ...(this.#kind === 'logout' && { kind: this.#kind }),
      connection: this.#connection,
      at: this.#at,
      steps: this.#steps,
      outcome,
      ...this.#facts,
    };
    const { records, settings, log } = this.#deps;
    const kept = records.put(keyOf(this.id), JSON.stringify(trace), settings.ttlMs);
    await Promise.all([kept, this.#list(outcome)]).catch((error: unknown) => {
      log.warn({ trace: this.id, err: error }, 'trace lost: the store does not answer');
    });
    return trace;
  }

  /** What falls off the end of its list goes for good: a flood of attempts cannot fill the store. */
  async #list(outcome: Trace['outcome']): Promise<void> {
    const { index, settings, records } = this.#deps;
    if (index === undefined) return;
    const connection = index.isConnection(this.#connection) ? this.#connection : UNKNOWN_CONNECTION;
    const bounds = { cap: settings.cap ?? DEFAULT_CAP, ttlMs: settings.ttlMs };
    const fallen = await index.lists.push(listOf(connection, outcome, this.#kind), this.id, bounds);
    await Promise.all(fallen.map((id) => records.take(keyOf(id))));
  }
}

export function createTraces(deps: TraceDeps): Traces {
  const read = async (id: string): Promise<Trace | undefined> => {
    if (!isSpeakableId(id)) return undefined;
    const stored = await deps.records.get(keyOf(id));
    return stored === undefined ? undefined : (JSON.parse(stored) as Trace);
  };
  return {
    begin: (connection, kind) => new Draft(connection, deps, { kind }),
    read,
    resume: async (id, connection) => new Draft(connection, deps, { earlier: await read(id) }),
  };
}
