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

const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'] as const;

/** The `jti` of an assertion that the key of this app signed for us, now; undefined: it did not. */
function jtiOf(
  assertion: string,
  { clientId, publicKey }: ServiceAppDraft,
  terms: { audience: string; now: number },
): string | undefined {
  try {
    const claims = verify(assertion, publicKey, {
      algorithms: [...ALGORITHMS],
      audience: terms.audience,
      issuer: clientId,
      subject: clientId,
      clockTimestamp: Math.floor(terms.now / 1000),
      maxAge: '1h',
    });
    return typeof claims === 'object' ? claims.jti : undefined;
  } catch {
    return undefined;
  }
}

const isAssertionGrant = (form: URLSearchParams): boolean =>
  form.get('grant_type') === 'client_credentials' && form.get('client_assertion_type') === ASSERTION_TYPE;

/** The first scope that is not granted; `none` where none is asked for. */
function refusedScope(scopes: readonly string[], client: ServiceAppDraft): string | undefined {
  return scopes.length === 0 ? 'none' : scopes.find((scope) => !client.scopes.includes(scope));
}

export function createServiceApps(
  apps: readonly ServiceAppDraft[],
  tokenUrl: string,
  clock: () => number,
): ServiceApps {
  const tokens = new Map<string, { readonly scopes: readonly string[]; readonly endsAt: number }>();
  const usedIds = new Set<string>();

  const clientOf = (assertion: string): ServiceAppDraft | undefined =>
    apps.find((app) => {
      const jti = jtiOf(assertion, app, { audience: tokenUrl, now: clock() });
      if (jti === undefined || usedIds.has(jti)) return false;
      usedIds.add(jti);
      return true;
    });

  const issue = (scopes: readonly string[]): TokenAnswer => {
    const token = randomBytes(32).toString('base64url');
    tokens.set(token, { scopes, endsAt: clock() + LIFETIME_SECONDS * 1000 });
    const json = { token_type: 'Bearer', expires_in: LIFETIME_SECONDS, access_token: token, scope: scopes.join(' ') };
    return { status: 200, json };
  };

  return {
    token: (form) => {
      if (!isAssertionGrant(form)) {
        return refused(400, 'invalid_request', 'client_credentials with a JWT client assertion is needed.');
      }
      const client = clientOf(form.get('client_assertion') ?? '');
      if (client === undefined) return refused(401, 'invalid_client', 'The client_assertion is not valid.');
      const scopes = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
      const missing = refusedScope(scopes, client);
      return missing === undefined
        ? issue(scopes)
        : refused(400, 'invalid_scope', `The requested scope is not granted: ${missing}.`);
    },
    scopesOf: (token) => {
      const known = tokens.get(token);
      return known === undefined || clock() >= known.endsAt ? undefined : known.scopes;
    },
  };
}
