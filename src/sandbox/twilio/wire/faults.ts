/** A failure that the next matching request meets. All matches where nothing restricts it. */
export interface Fault {
  readonly method?: string;
  /** Tested against the path with the product and without the query, such as /taskrouter/v1/Workspaces/WS…/Workers */
  readonly pathPattern?: RegExp;
  /** HTTP status of the answer; 500 unless told. */
  readonly status?: number;
  /** Twilio's code; 20000 + status unless told. */
  readonly code?: number;
  /** Seconds or an HTTP date for the Retry-After header. */
  readonly retryAfter?: number | string;
  /** `after`: the request is carried out in full and only its answer is lost. `before` (default): it is not. */
  readonly when?: 'before' | 'after';
  /** How many requests meet it; 1 unless told. */
  readonly times?: number;
  /** No answer comes until the client gives up. */
  readonly hang?: boolean;
  /** The connection is cut without an answer. */
  readonly dropConnection?: boolean;
}

interface Armed {
  readonly fault: Fault;
  remaining: number;
}

const concerns = ({ method, pathPattern }: Fault, request: { method: string; path: string }): boolean =>
  (method === undefined || method.toUpperCase() === request.method) &&
  (pathPattern === undefined || request.path.search(pathPattern) !== -1);

/** Failures in waiting, met in the order in which they were asked for. */
export class Faults {
  #armed: Armed[] = [];

  failNext(fault: Fault): void {
    this.#armed.push({ fault, remaining: fault.times ?? 1 });
  }

  reset(): void {
    this.#armed = [];
  }

  /** How many requests have still to fail. */
  get pending(): number {
    return this.#armed.reduce((sum, { remaining }) => sum + remaining, 0);
  }

  take(request: { method: string; path: string }): Fault | undefined {
    const met = this.#armed.find(({ fault }) => concerns(fault, request));
    if (met === undefined) return undefined;
    met.remaining -= 1;
    this.#armed = this.#armed.filter(({ remaining }) => remaining > 0);
    return met.fault;
  }
}
