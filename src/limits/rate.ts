/** Limits on abuse: how often something may happen, counted over all replicas. */

/** So many within a window that begins with the first. */
export interface Rate {
  readonly count: number;
  /** Whole seconds. */
  readonly seconds: number;
}

/** An address is an IPv4 address or an IPv6 /64; see `AddressLimiter` for /48. What is per connection is shared: see `FairLimiter`. */
export interface LimitSettings {
  /** Logins from one address that were refused before the IdP had vouched for them. */
  readonly acsRefusalsPerAddress: Rate | 'off';
  /** Logins of one connection, whatever becomes of them; and, apart, logout messages that are posted. */
  readonly acsPerConnection: Rate | 'off';
  readonly tokensPerSession: Rate | 'off';
  /** Wrong codes from one address. */
  readonly exchangeRefusalsPerAddress: Rate | 'off';
  /** Wrong admin tokens, as a bearer or on the page where it is typed in. */
  readonly adminRefusalsPerAddress: Rate | 'off';
  /** Wrong Basic credentials of the Twilio account. */
  readonly accountRefusalsPerAddress: Rate | 'off';
  /** Logins begun here: each is remembered until its answer comes, or its time is over. */
  readonly loginStartsPerAddress: Rate | 'off';
  /** From all addresses together: bounds what is remembered. */
  readonly loginStartsPerConnection: Rate | 'off';
}
