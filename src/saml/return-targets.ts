/** An allowed place to return to after a login: scheme, host, port and a path prefix on a segment boundary. */
export interface ReturnTarget {
  readonly url: string;
  /** Append `?code=`, a single-use code for POST /api/token/exchange: for an app on another site. */
  readonly code: boolean;
}
