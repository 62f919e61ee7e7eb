/** What an entry is about, then what happened. Others add their own words under these subjects. */
export type AuditKind =
  `${'audit' | 'login' | 'role' | 'subject' | 'drift' | 'approval' | 'operator' | 'session' | 'scim' | 'trust'}.${string}`;

/** What is told to the audit. Holds no assertion, token, cookie or key, and nothing that only the IdP should know. */
export interface AuditEntry {
  readonly kind: AuditKind;
  /** Username of the person it is about. */
  readonly subject?: string;
  readonly connection?: string;
  /** Before and after: roles, or words for a state. */
  readonly from?: readonly string[];
  readonly to?: readonly string[];
  /** The code of a refusal, the word of a change, or the reason that an operator gave. */
  readonly why?: string;
  /** Who: `assertion:…` (a hash of its id), `operator:…`, `schedule`, `gateway`, or `anonymous`. */
  readonly by: string;
  /** Id of the trace of the login. */
  readonly trace?: string;
}

/** One line of the audit. Never changed, only cut off from the oldest on. */
export interface AuditRecord extends AuditEntry {
  /** 1, 2, 3… without a gap. */
  readonly seq: number;
  /** ms since epoch, by the clock of the replica. */
  readonly at: number;
  readonly replica: string;
  /** `hash` of the record before; of the first one ever, 64 zeros. */
  readonly previous: string;
  /** Of the key that made `hash`; absent: it is unkeyed, and anybody can have made it. */
  readonly keyId?: string;
  /** Hex, of this record without `hash` as canonical JSON: HMAC-SHA-256 with a key, else SHA-256. */
  readonly hash: string;
}

/** Where the chain ends. */
export interface AuditHead {
  /** 0 before the first record. */
  readonly seq: number;
  readonly hash: string;
}

export const CHAIN_START: AuditHead = { seq: 0, hash: '0'.repeat(64) };
