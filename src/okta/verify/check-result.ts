/** What one check found. */
export interface CheckResult {
  /** Stable name, for machines: `okta.acs`. */
  readonly check: string;
  readonly level: 'ok' | 'warn' | 'fail';
  /** A sentence: what is wrong and what comes of it, or what is right. */
  readonly message: string;
  /** The field as its screen names it, or the path in the configuration. */
  readonly field?: string;
  readonly found?: string;
  readonly expected?: string;
  /** The screen, or the file, where it is changed. */
  readonly where?: string;
}

export const ok = (check: string, message: string): CheckResult => ({ check, level: 'ok', message });
export const warn = (check: string, rest: Omit<CheckResult, 'check' | 'level'>): CheckResult => ({
  check,
  level: 'warn',
  ...rest,
});
export const fail = (check: string, rest: Omit<CheckResult, 'check' | 'level'>): CheckResult => ({
  check,
  level: 'fail',
  ...rest,
});

export const isWell = (results: readonly CheckResult[]): boolean => results.every(({ level }) => level !== 'fail');
