import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  Strategy,
  ValidateInResponseTo,
  type PassportSamlConfig,
  type VerifiedCallback,
} from '@node-saml/passport-saml';
import express from 'express';
import { Passport } from 'passport';
import { CONNECTIONS, acsUrl, audienceOf, issuerOf, keyOf, type ConnectionName } from './attack-gateway.ts';
import { spKey } from './saml-keys.ts';

/** What must be signed, as passport-saml can say it. */
const SIGNED: ReadonlyMap<ConnectionName, { readonly response: boolean; readonly assertion: boolean }> = new Map([
  ['both', { response: true, assertion: true }],
  ['response', { response: true, assertion: false }],
  ['assertion', { response: false, assertion: true }],
]);

/** Every protection that passport-saml 5.1 has is on; lifetimes as ours. */
function bestConfig(name: ConnectionName): PassportSamlConfig {
  const { response, assertion } = SIGNED.get(name) ?? { response: false, assertion: false };
  return {
    entryPoint: 'https://idp.example/sso',
    issuer: audienceOf(name),
    callbackUrl: acsUrl(name),
    audience: audienceOf(name),
    idpIssuer: issuerOf(name),
    idpCert: keyOf(name).certificate,
    wantAuthnResponseSigned: response,
    wantAssertionsSigned: assertion,
    validateInResponseTo: name === 'sp-only' ? ValidateInResponseTo.always : ValidateInResponseTo.ifPresent,
    acceptedClockSkewMs: 120_000,
    maxAssertionAgeMs: 900_000,
    ...(name === 'sealed' && { decryptionPvk: spKey().privatePem }),
  };
}

const take = (profile: Record<string, unknown> | null, done: VerifiedCallback): void =>
  done(null, profile ?? undefined);

export interface BareProvider {
  readonly url: string;
  close(): Promise<void>;
}

/** A service provider of passport-saml alone, as its README sets it up: 200 for whom it lets in. */
export async function aBareProvider(): Promise<BareProvider> {
  const passport = new Passport();
  for (const name of CONNECTIONS)
    if (name !== 'disabled') passport.use(name, new Strategy(bestConfig(name), take, take));
  const app = express();
  app.use(express.urlencoded({ extended: false }));
  const guard: express.RequestHandler = (req, res, next) => {
    (passport.authenticate(String(req.params['connection']), { session: false }) as express.RequestHandler)(
      req,
      res,
      next,
    );
  };
  app.get('/saml/:connection/login', guard);
  app.post('/saml/:connection/acs', guard, (_req, res) => void res.status(200).end());
  const failed: express.ErrorRequestHandler = (_error, _req, res, _next) => void res.status(500).end();
  app.use(failed);
  const server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
