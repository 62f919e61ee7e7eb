import type { IncomingHttpHeaders } from 'node:http';
import { ensure, isRefusal, Refusal } from '../kernel/refusal.ts';
import type { ActiveSession } from '../sessions/session-store.ts';
import { basicOf, bearerOf, createSecretCheck } from './credentials.ts';
import type { BasicCredentials } from './credentials.ts';
import type { Access, Caller, Endpoint } from './endpoint.ts';
import { checkOrigin, foreignOriginOf } from './origin.ts';
import type { OriginSettings } from './origin.ts';

/** What a guard sees of a request: never its body. */
export interface Visit {
  readonly endpoint: Endpoint;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly cookies: ReadonlyMap<string, string>;
  readonly address: string;
}

/** Answers who calls, or refuses. */
export type Guard = (visit: Visit) => Promise<Caller>;
/** An access without a guard does not compile. */
export type Guards = Readonly<Record<Access, Guard>>;

export interface GuardDeps {
  readonly settings: OriginSettings;
  /** Name of the session cookie. */
  readonly sessionCookie: string;
  /** Without one, only a session with the Flex role admin opens the way for operators. */
  readonly adminToken?: string;
  /** What a browser carries in place of the admin token, where there is one. */
  readonly adminCookie?: { readonly name: string; isValid(value: string): boolean };
  /** undefined where the credential names no live session. Rejects with STORE_UNAVAILABLE. */
  readonly resume: (credential: string) => Promise<ActiveSession | undefined>;
  /** The Flex role that counts at this moment; undefined for a person who may not act. */
  readonly effectiveRole: (resumed: ActiveSession) => string | undefined;
  /** Account SID and auth token, or API key SID and secret. */
  readonly verifyAccount: (credentials: BasicCredentials) => boolean | Promise<boolean>;
  /**
   * Told of every credential that opens nothing, after it was checked, so that the holder of the right one is never kept
   * out by somebody who guesses from the same address. Rejects with TOO_MANY_REQUESTS where they come too often.
   */
  readonly onWrongCredentials: (door: GuessedDoor, address: string) => Promise<void>;
}

/** Doors that open to a secret of the configuration. */
export type GuessedDoor = 'admin' | 'account';

interface Held {
  readonly credential: string;
  readonly by: 'bearer' | 'cookie';
}

const SAFE_METHODS = new Set(['GET', 'HEAD']);

/** A bearer goes before the cookie: who sends one means it. */
function heldBy({ headers, cookies }: Visit, { sessionCookie }: GuardDeps): Held | undefined {
  const bearer = bearerOf(headers);
  if (bearer !== undefined) return { credential: bearer, by: 'bearer' };
  const cookie = cookies.get(sessionCookie);
  return cookie ? { credential: cookie, by: 'cookie' } : undefined;
}

const mayChange = ({ method }: Visit, { by }: Pick<Held, 'by'>): boolean =>
  by === 'cookie' && !SAFE_METHODS.has(method);

/** A cookie travels by itself, so a change that it authorises must come from a page that may ask for it. */
function checkIntent(visit: Visit, held: Held, { settings }: GuardDeps): void {
  if (mayChange(visit, held)) checkOrigin(visit.headers, visit.endpoint, settings);
}

async function resumeOptional(
  credential: string,
  { optionalSession }: Endpoint,
  { resume }: GuardDeps,
): Promise<ActiveSession | 'unread' | undefined> {
  try {
    return await resume(credential);
  } catch (error) {
    if (optionalSession === 'if-readable' && isRefusal(error) && error.code === 'STORE_UNAVAILABLE') return 'unread';
    throw error;
  }
}

/** Also without a session: other cookies of ours may come along. */
function stranger(visit: Visit, by: Held['by'], { settings }: GuardDeps): Caller {
  const { address } = visit;
  const foreignOrigin = mayChange(visit, { by }) ? foreignOriginOf(visit.headers, visit.endpoint, settings) : undefined;
  return { address, ...(foreignOrigin !== undefined && { foreignOrigin }) };
}

const publicGuard =
  (deps: GuardDeps): Guard =>
  async (visit) => {
    if (!visit.endpoint.optionalSession) return { address: visit.address };
    const held = heldBy(visit, deps);
    const from = stranger(visit, held?.by ?? 'cookie', deps);
    if (held === undefined) return from;
    const session = await resumeOptional(held.credential, visit.endpoint, deps);
    if (session === 'unread') return { ...from, sessionUnread: true };
    // Also of a session that may not act: a logout ends it for good, even while its connection is switched off.
    return { ...from, ...(session !== undefined && { session }), credential: held.credential };
  };

const sessionGuard =
  (deps: GuardDeps): Guard =>
  async (visit) => {
    const held = heldBy(visit, deps);
    ensure(held, 'SESSION_REQUIRED', {});
    checkIntent(visit, held, deps);
    const session = await deps.resume(held.credential);
    ensure(session, 'SESSION_REQUIRED', {});
    return { address: visit.address, session, credential: held.credential };
  };

/** Whether the admin token was typed into this browser a while ago. A bearer goes before it. */
function carriesAdminCookie({ headers, cookies }: Visit, { adminCookie }: GuardDeps): boolean {
  if (adminCookie === undefined || bearerOf(headers) !== undefined) return false;
  return adminCookie.isValid(cookies.get(adminCookie.name) ?? '');
}

function adminGuard(deps: GuardDeps): Guard {
  const isAdminToken = deps.adminToken === undefined ? () => false : createSecretCheck(deps.adminToken);
  return async (visit) => {
    const { address } = visit;
    if (carriesAdminCookie(visit, deps)) {
      checkIntent(visit, { credential: '', by: 'cookie' }, deps);
      return { address, operator: 'admin token' };
    }
    const held = heldBy(visit, deps);
    ensure(held, 'ADMIN_REQUIRED', {});
    if (held.by === 'bearer' && isAdminToken(held.credential)) return { address, operator: 'admin token' };
    checkIntent(visit, held, deps);
    const session = await deps.resume(held.credential);
    // A cookie that has run out comes by itself and is no guess.
    if (session === undefined && held.by === 'bearer') await deps.onWrongCredentials('admin', address);
    ensure(session, 'ADMIN_REQUIRED', {});
    const role = deps.effectiveRole(session);
    ensure(role === 'admin', 'PERMISSION_DENIED', { permission: 'admin', role: role ?? 'none' });
    return { address, session, credential: held.credential, operator: session.session.subject.username };
  };
}

const accountGuard =
  ({ verifyAccount, onWrongCredentials }: GuardDeps): Guard =>
  async ({ headers, address }) => {
    const credentials = basicOf(headers);
    ensure(credentials, 'ACCOUNT_CREDENTIALS', {});
    if (await verifyAccount(credentials)) return { address };
    await onWrongCredentials('account', address);
    throw new Refusal('ACCOUNT_CREDENTIALS', {});
  };

export const createGuards = (deps: GuardDeps): Guards => ({
  public: publicGuard(deps),
  session: sessionGuard(deps),
  admin: adminGuard(deps),
  account: accountGuard(deps),
});
