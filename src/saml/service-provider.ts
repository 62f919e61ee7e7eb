import type { Connection } from './connection.ts';
import type { VerifiedAssertion } from './verified-assertion.ts';

export type LoginStart =
  | { readonly binding: 'redirect'; readonly url: string }
  /** A page with a form that posts itself. */
  | { readonly binding: 'post'; readonly action: string; readonly fields: Readonly<Record<string, string>> };

/** The SAML protocol of one service provider with many connections. Refusals: SAML_…. */
export interface ServiceProvider {
  /** SP metadata (saml-metadata 2.4.4): ACS, both logout bindings, the certificates of the connection. */
  metadata(connection: Connection): string;
  /** AuthnRequest with this ID (core 3.4.1); signed where the connection has a key. `relayState` is an opaque handle. */
  start(connection: Connection, request: { readonly id: string; readonly relayState: string }): Promise<LoginStart>;
  /** The response of a browser's POST, verified. */
  consume(connection: Connection, encoded: string, now: number): Promise<VerifiedAssertion>;
  close(): Promise<void>;
}
