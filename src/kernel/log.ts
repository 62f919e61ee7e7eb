export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Structured log. `error`: someone must act now. `warn`: failed, but retried or healed by itself. `info`: one line per
 * login. Fields never hold a token, an assertion, a cookie or a key; the adapter redacts them all the same.
 */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}
