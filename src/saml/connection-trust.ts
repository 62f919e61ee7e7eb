/** What the verifier must know of a connection. Plain data, structured-cloneable. */
export interface ConnectionTrust {
  readonly connection: string;
  readonly idpEntityId: string;
  /** PEM, at least one. */
  readonly idpCertificates: readonly string[];
  readonly spEntityId: string;
  readonly acsUrl: string;
  /** What must be signed: `either` takes one signature that covers the assertion. */
  readonly signed: 'response' | 'assertion' | 'both' | 'either';
  readonly allowSha1: boolean;
  /** Clock skew allowed either way, ms. */
  readonly skewMs: number;
  /** The longest time from IssueInstant to the end of validity, ms. */
  readonly maxLifetimeMs: number;
  /** PEM private keys, newest first; empty where assertions are not encrypted. */
  readonly decryptionKeys: readonly string[];
  readonly allowCbc: boolean;
  readonly allowRsa15: boolean;
}
