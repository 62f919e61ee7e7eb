export interface RefusalEntry<E extends object> {
  /** HTTP status: 403 refused assertion or act, 400 malformed request, 401 no or wrong credentials, 503 outage. */
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 415 | 429 | 500 | 502 | 503;
  readonly title: string;
  /** What to change and where: in the IdP, in the configuration, or in the request. */
  readonly hint: string;
  /** One more sentence made of the evidence, safe to show to the person in the browser. Method syntax: bivariant. */
  detail?(evidence: E): string;
  /** In place of both, where only operators read it: at the command line, in reports, on their pages. */
  forOperators?(evidence: E): string;
}

/** Evidence of a refusal that needs none. */
export interface NoEvidence {
  readonly none?: never;
}

/** Declares one refusal with the type of its evidence. */
export const entry = <E extends object = NoEvidence>(e: RefusalEntry<E>): RefusalEntry<E> => e;
