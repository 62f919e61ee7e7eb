import { createPrivateKey } from 'node:crypto';
import { sign } from 'jsonwebtoken';
import { Refusal } from '../kernel/refusal.ts';
import type { OktaDeps, ServiceApp } from './okta-settings.ts';

/** Okta takes at most an hour; the token request follows at once. */
const LIFETIME_SECONDS = 300;

function algorithmOf(privateKey: string): 'RS256' | 'ES256' {
  try {
    return createPrivateKey(privateKey).asymmetricKeyType === 'ec' ? 'ES256' : 'RS256';
  } catch (error) {
    const reason = 'the private key cannot be read: PEM without a passphrase is needed';
    throw new Refusal('OKTA_TOKEN_INVALID', { operation: 'POST /oauth2/v1/token', reason }, { cause: error });
  }
}

/** RFC 7523 2.2, as Okta wants it: `iss` = `sub` = the client id, `aud` = the token address. */
export function clientAssertion(
  app: ServiceApp,
  tokenUrl: string,
  { clock, randomId }: Pick<OktaDeps, 'clock' | 'randomId'>,
): string {
  const algorithm = algorithmOf(app.privateKey);
  const iat = Math.floor(clock() / 1000);
  const claims = {
    iss: app.clientId,
    sub: app.clientId,
    aud: tokenUrl,
    iat,
    exp: iat + LIFETIME_SECONDS,
    jti: randomId(),
  };
  return sign(claims, app.privateKey, { algorithm, ...(app.keyId !== undefined && { keyid: app.keyId }) });
}
