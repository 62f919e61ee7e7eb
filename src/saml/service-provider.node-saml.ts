import { AsyncLocalStorage } from 'node:async_hooks';
import { AbstractStrategy, type PassportSamlConfig, type VerifiedCallback } from '@node-saml/passport-saml';
import { Passport } from 'passport';
import { ensure, Refusal } from '../kernel/refusal.ts';
import { certificateFault } from './certificate-report.ts';
import { ConnectionSaml, type Flow } from './connection-saml.node-saml.ts';
import type { Connection } from './connection.ts';
import { serviceProviderMetadata } from './metadata.ts';
import type { ResponseVerifier } from './response-verifier.ts';
import type { ServiceProvider } from './service-provider.ts';
import type { VerifiedAssertion } from './verified-assertion.ts';

export interface ServiceProviderDeps {
  readonly connections: readonly Connection[];
  readonly verifier: ResponseVerifier;
}

/** passport-saml's strategy around a SAML object of ours: made once, for one connection. */
class ConnectionStrategy extends AbstractStrategy {
  static override readonly newSamlProviderOnConstruct = false;
}

/**
 * The service provider, of passport and node-saml: one strategy and one SAML object per connection. Throws at once where an
 * enabled connection has no certificate that a signature could be verified with.
 */
export function createServiceProvider({ connections, verifier }: ServiceProviderDeps): ServiceProvider {
  const passport = new Passport();
  const flow = new AsyncLocalStorage<Flow>();
  const samls = new Map<string, ConnectionSaml>();
  for (const connection of connections.filter(({ enabled }) => enabled)) {
    checkCertificates(connection);
    const saml = new ConnectionSaml(connection, verifier, flow);
    samls.set(connection.name, saml);
    passport.use(connection.name, strategyFor(saml));
  }

  const samlOf = ({ name, enabled }: Connection): ConnectionSaml => {
    ensure(enabled, 'SAML_CONNECTION_DISABLED', { connection: name });
    const saml = samls.get(name);
    ensure(saml, 'SAML_CONNECTION_UNKNOWN', { connection: name });
    return saml;
  };

  /** node-saml reads the IdP's address once: where the metadata moved it, its object is made anew. */
  const towards = (connection: Connection): ConnectionSaml => {
    const saml = samlOf(connection);
    if (saml.options.entryPoint === connection.idp.ssoUrl) return saml;
    const moved = new ConnectionSaml(connection, verifier, flow);
    samls.set(connection.name, moved);
    return moved;
  };

  return {
    metadata: (connection) => {
      samlOf(connection);
      return serviceProviderMetadata(connection);
    },
    start: async (connection, { id, relayState }) => towards(connection).start(id, relayState),
    consume: async (connection, encoded, now) => {
      samlOf(connection);
      // An empty field would make the strategy begin a login instead.
      ensure(encoded !== '', 'SAML_MESSAGE_MISSING', {});
      return flow.run({ judged: { now, trust: connection.trust } }, () =>
        authenticate(passport, connection.name, encoded),
      );
    },
    close: () => verifier.close(),
  };
}

function checkCertificates({ name, trust }: Connection): void {
  const faults = trust.idpCertificates.map(certificateFault);
  if (faults.includes(undefined)) return;
  const reasons = faults.map((fault, i) => `certificate ${i + 1}: ${fault}`).join('; ') || 'there is none';
  throw new Error(`connection ${name} has no usable IdP certificate (${reasons})`);
}

/** The user of passport is the profile that ConnectionSaml answers. */
const takeProfile = (profile: Record<string, unknown> | null, done: VerifiedCallback): void =>
  done(null, profile ?? undefined);

function strategyFor(saml: ConnectionSaml): ConnectionStrategy {
  const { issuer, callbackUrl, idpCert } = saml.options;
  const config: PassportSamlConfig = { issuer, callbackUrl, idpCert };
  const strategy = new ConnectionStrategy(config, takeProfile, takeProfile);
  // oxlint-disable-next-line no-underscore-dangle -- where passport-saml keeps the provider of a strategy without its own
  strategy._saml = saml;
  return strategy;
}

/** Runs the strategy on the one thing of a request that it needs, the posted field: no query, no session, no response. */
function authenticate(
  passport: InstanceType<typeof Passport>,
  name: string,
  encoded: string,
): Promise<VerifiedAssertion> {
  return new Promise((resolve, reject) => {
    const settle = (
      error: unknown,
      profile: { readonly assertion?: VerifiedAssertion } | false | null | undefined,
    ): void => {
      const assertion = profile ? profile.assertion : undefined;
      if (assertion !== undefined) resolve(assertion);
      else reject(error ?? new Refusal('SAML_NO_ASSERTION', {}));
    };
    const run = passport.authenticate(name, { session: false }, settle) as PassportMiddleware;
    run({ body: { SAMLResponse: encoded } }, {}, settle);
  });
}

type PassportMiddleware = (
  request: { readonly body: Readonly<Record<string, string>> },
  response: object,
  next: (error: unknown, nothing: undefined) => void,
) => void;
