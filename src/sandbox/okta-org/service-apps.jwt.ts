import { randomBytes } from 'node:crypto';
import { verify } from 'jsonwebtoken';

/** A client of the org authorization server, which proves itself with its key. */
export interface ServiceAppDraft {
  readonly clientId: string;
  /** PEM. */
  readonly publicKey: string;
  /** Granted: `okta.apps.manage`… */
  readonly scopes: readonly string[];
}

export type TokenAnswer =
  | { readonly status: 200; readonly json: object }
  | { readonly status: 400 | 401; readonly json: { readonly error: string; readonly error_description: string } };

export interface ServiceApps {
  /** RFC 6749 4.4 with RFC 7523: the form of a token request. */
  token(form: URLSearchParams): TokenAnswer;
  /** Scopes of an access token; undefined: unknown or over. */
  scopesOf(token: string): readonly string[] | undefined;
}

const LIFETIME_SECONDS = 3600;
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const refused = (status: 400 | 401, error: string, description: string): TokenAnswer => ({
  status,
  json: { error, error_description: description },
});

export function createServiceApps(
  apps: readonly ServiceAppDraft[],
  tokenUrl: string,
  clock: () => number,
): ServiceApps {
  const tokens = new Map<string, { readonly scopes: readonly string[]; readonly endsAt: number }>();
  const usedIds = new Set<string>();

  const clientOf = (assertion: string): ServiceAppDraft | undefined =>
    apps.find(({ clientId, publicKey }) => {
      try {
        const claims = verify(assertion, publicKey, {
          algorithms: ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'],
          audience: tokenUrl,
          issuer: clientId,
          subject: clientId,
          clockTimestamp: Math.floor(clock() / 1000),
          maxAge: '1h',
        });
        const jti = typeof claims === 'object' ? claims.jti : undefined;
        if (jti === undefined || usedIds.has(jti)) return false;
        usedIds.add(jti);
        return true;
      } catch {
        return false;
      }
    });

  return {
    token: (form) => {
      if (form.get('grant_type') !== 'client_credentials' || form.get('client_assertion_type') !== ASSERTION_TYPE) {
        return refused(400, 'invalid_request', 'client_credentials with a JWT client assertion is needed.');
      }
      const client = clientOf(form.get('client_assertion') ?? '');
      if (client === undefined) return refused(401, 'invalid_client', 'The client_assertion is not valid.');
      const scopes = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
      const missing = scopes.find((scope) => !client.scopes.includes(scope));
      if (scopes.length === 0 || missing !== undefined) {
        return refused(400, 'invalid_scope', `The requested scope is not granted: ${missing ?? 'none'}.`);
      }
      const token = randomBytes(32).toString('base64url');
      tokens.set(token, { scopes, endsAt: clock() + LIFETIME_SECONDS * 1000 });
      const json = { token_type: 'Bearer', expires_in: LIFETIME_SECONDS, access_token: token, scope: scopes.join(' ') };
      return { status: 200, json };
    },
    scopesOf: (token) => {
      const known = tokens.get(token);
      return known === undefined || clock() >= known.endsAt ? undefined : known.scopes;
    },
  };
}
