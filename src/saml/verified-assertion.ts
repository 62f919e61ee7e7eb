import type { Attributes } from '../roles/attributes.ts';

/**
 * What a signature of the connection's IdP covers, after every check that needs no I/O. Only the verifier makes one: a
 * function that takes it cannot be called with anything else. Times are ms since epoch. Structured-cloneable, so that it
 * can cross from a worker thread.
 */
export interface VerifiedAssertion {
  readonly [verified]: true;
  readonly connection: string;
  readonly id: string;
  readonly issuer: string;
  readonly issuedAt: number;
  readonly nameId: { readonly value: string; readonly format?: string };
  /** From the confirmation that passed; absent for a login that started at the IdP. */
  readonly inResponseTo?: string;
  /** The earliest end of Conditions and of the confirmation. Not extended by the skew. */
  readonly notOnOrAfter: number;
  readonly authnInstant: number;
  readonly sessionIndex?: string;
  readonly sessionNotOnOrAfter?: number;
  readonly attributes: Attributes;
  /** Which signatures were verified, for the trace. */
  readonly signedBy: readonly ('response' | 'assertion')[];
}

declare const verified: unique symbol;
export type Unbranded = Omit<VerifiedAssertion, typeof verified>;
