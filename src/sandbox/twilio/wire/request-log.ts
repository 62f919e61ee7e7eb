export interface LoggedRequest {
  readonly method: string;
  /** With the product, without the query. */
  readonly path: string;
  /** Without the question mark; empty where there was none. */
  readonly query: string;
  /** HTTP status of the answer; 0 while there is none, and for ever where the connection was cut or left hanging. */
  readonly status: number;
  /** ms since the epoch, by the stand-in's clock. */
  readonly at: number;
}

/** What was asked, in the order of arrival. The control surface is left out. */
export class RequestLog {
  #requests: { method: string; path: string; query: string; status: number; at: number }[] = [];

  /** Adds the request; the returned function enters the status of its answer. */
  begin(request: Omit<LoggedRequest, 'status'>): (status: number) => void {
    const entry = { ...request, status: 0 };
    this.#requests.push(entry);
    return (status) => {
      entry.status = status;
    };
  }

  get requests(): readonly LoggedRequest[] {
    return this.#requests.map((request) => ({ ...request }));
  }

  clear(): void {
    this.#requests = [];
  }
}
