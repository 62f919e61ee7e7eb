/** Limits on abuse: how often something may happen, counted over all replicas. */

/** So many within a window that begins with the first. */
export interface Rate {
  readonly count: number;
  /** Whole seconds. */
  readonly seconds: number;
}

export interface LimitSettings {
  /** Logins from one address that were refused before the IdP had vouched for them. */
  readonly acsRefusalsPerAddress: Rate | 'off';
  /** Logins of one connection, whatever becomes of them. */
  readonly acsPerConnection: Rate | 'off';
  readonly tokensPerSession: Rate | 'off';
  /** Wrong codes from one address. */
  readonly exchangeRefusalsPerAddress: Rate | 'off';
}
