import type { AsyncLocalStorage } from 'node:async_hooks';
import { SAML, type Profile, type SamlConfig } from '@node-saml/passport-saml';
import { Refusal } from '../kernel/refusal.ts';
import type { ConnectionTrust } from './connection-trust.ts';
import type { Connection } from './connection.ts';
import type { ResponseVerifier } from './response-verifier.ts';
import type { LoginStart } from './service-provider.ts';
import type { VerifiedAssertion } from './verified-assertion.ts';

/** What one flow hands to node-saml beside its arguments: the library takes neither an ID nor a clock with a call. */
export interface Flow {
  readonly id?: string;
  /** The response of this flow is judged at this time and by this trust: keys may have been renewed since the start. */
  readonly judged?: { readonly now: number; readonly trust: ConnectionTrust };
}

export interface AssertionProfile extends Profile {
  readonly assertion: VerifiedAssertion;
}

/** node-saml's SAML of one connection: it makes the requests itself, and hands responses to our verifier. */
export class ConnectionSaml extends SAML {
  readonly #connection: Connection;
  readonly #verifier: ResponseVerifier;
  readonly #flow: AsyncLocalStorage<Flow>;

  constructor(connection: Connection, verifier: ResponseVerifier, flow: AsyncLocalStorage<Flow>) {
    super(samlConfig(connection, flow));
    this.#connection = connection;
    this.#verifier = verifier;
    this.#flow = flow;
  }

  override async validatePostResponseAsync(
    container: Record<string, string>,
  ): Promise<{ profile: AssertionProfile; loggedOut: boolean }> {
    const judged = this.#flow.getStore()?.judged;
    if (judged === undefined) throw new Refusal('INTERNAL', {});
    const assertion = await this.#verifier.verify({ encoded: container['SAMLResponse'] ?? '', ...judged });
    const { value, format = '' } = assertion.nameId;
    const profile = { issuer: assertion.issuer, nameID: value, nameIDFormat: format, assertion };
    return { profile, loggedOut: false };
  }

  /** AuthnRequest by the binding that the IdP wants (bindings 3.4, 3.5). */
  async start(id: string, relayState: string): Promise<LoginStart> {
    return this.#flow.run({ id }, async () => {
      const { binding, ssoUrl } = this.#connection.idp;
      if (binding === 'redirect') return { binding, url: await this.getAuthorizeUrlAsync(relayState, undefined, {}) };
      const message = await this.getAuthorizeMessageAsync(relayState);
      const fields = Object.fromEntries(Object.entries(message).map(([name, value]) => [name, String(value)]));
      return { binding, action: ssoUrl, fields };
    });
  }
}

function samlConfig({ idp, sp, trust }: Connection, flow: AsyncLocalStorage<Flow>): SamlConfig {
  return {
    entryPoint: idp.ssoUrl,
    issuer: sp.entityId,
    callbackUrl: sp.acsUrl,
    idpCert: [...trust.idpCertificates],
    // A message by POST is not deflated (bindings 3.5.4); node-saml deflates it unless told.
    skipRequestCompression: idp.binding === 'post',
    authnRequestBinding: idp.binding === 'post' ? 'HTTP-POST' : 'HTTP-Redirect',
    // How the person signs in is the IdP's business; asking for a password breaks logins with more than one.
    disableRequestedAuthnContext: true,
    identifierFormat: sp.nameIdFormat ?? null,
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
    ...(sp.signingKey !== undefined && { privateKey: sp.signingKey }),
    ...(sp.signingCertificate !== undefined && { publicCert: sp.signingCertificate }),
    generateUniqueId: () => {
      const id = flow.getStore()?.id;
      if (id === undefined) throw new Refusal('INTERNAL', {});
      return id;
    },
  };
}
