import type { Connection } from '../../saml/connection.ts';

/** The gateway's side of the comparison. */
export interface CheckedGateway {
  readonly connection: Connection;
  /** Why the IdP's metadata cannot be used; the connection then has no certificates and no issuer. */
  readonly metadataProblem?: string;
  /** ms since epoch. */
  readonly now: number;
}
