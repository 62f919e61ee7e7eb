import type { ConnectionTrust } from './connection-trust.ts';
import type { VerifiedAssertion } from './verified-assertion.ts';

export interface PostedResponse {
  /** The SAMLResponse form field as it arrived: base64. */
  readonly encoded: string;
  readonly trust: ConnectionTrust;
  /** ms since epoch. */
  readonly now: number;
}

/**
 * The seam around SAML verification: bytes and keys in, verified assertion out, no I/O and no state. Rejects with a
 * SAML_… Refusal. One adapter runs in this thread, one in a pool of worker threads.
 */
export interface ResponseVerifier {
  verify(response: PostedResponse): Promise<VerifiedAssertion>;
  close(): Promise<void>;
}
