import { createHash, timingSafeEqual } from 'node:crypto';
import { ensure } from '../kernel/refusal.ts';
import type { Records } from '../kernel/records.ts';

interface LoginAttempt {
  /** ID of the AuthnRequest; comes back as InResponseTo. */
  readonly requestId: string;
  /** An opaque handle without meaning or blanks, safe in every query and form (bindings 3.4.3: at most 80 bytes). */
  readonly relayState: string;
  /** For a cookie of the browser that begins: 43 characters of base64url. */
  readonly browserSecret: string;
}

interface BeginLogin {
  /** Name of the connection. */
  readonly connection: string;
  readonly returnTo: string | undefined;
  /** What the browser holds already, so that a second tab does not cut off the first. */
  readonly browserSecret?: string | undefined;
}

export interface FinishLogin {
  readonly connection: string;
  readonly inResponseTo: string;
  readonly browserSecret: string | undefined;
  readonly relayState: string | undefined;
}

/**
 * Logins that began here (core 3.4.1, profiles 4.1.2), from the AuthnRequest to the response that answers it. An attempt is
 * bound to its connection and to the browser that began it, and ends once: it is read and deleted in one step.
 */
export interface LoginAttempts {
  begin(login: BeginLogin): Promise<LoginAttempt>;
  /** Rejects with SAML_REQUEST_UNKNOWN where the response answers nothing that this browser began. */
  finish(login: FinishLogin): Promise<{ readonly returnTo?: string }>;
}

export interface LoginAttemptsDeps {
  readonly records: Records;
  /** How long a person may take to sign in at the IdP. */
  readonly ttlMs: number;
  /** Random bytes: node:crypto's randomBytes. */
  readonly random: (bytes: number) => Buffer;
}

interface StoredAttempt {
  /** SHA-256: a look into the store lets nobody finish a login. */
  readonly browser: string;
  readonly relayState: string;
  readonly returnTo?: string;
}

const REQUEST_ID = /^_[0-9a-f]{40}$/;
const SECRET = /^[\w-]{43}$/;

/** By connection: an IdP can neither finish nor use up an attempt that was begun at another. */
const keyOf = (connection: string, requestId: string): string => `login-attempt:${connection}:${requestId}`;
const hash = (secret: string): Buffer => createHash('sha256').update(secret).digest();

export function createLoginAttempts({ records, ttlMs, random }: LoginAttemptsDeps): LoginAttempts {
  return {
    async begin({ connection, returnTo, browserSecret: held }) {
      const requestId = `_${random(20).toString('hex')}`;
      const relayState = random(24).toString('base64url');
      const browserSecret = held !== undefined && SECRET.test(held) ? held : random(32).toString('base64url');
      const stored: StoredAttempt = {
        browser: hash(browserSecret).toString('base64url'),
        relayState,
        ...(returnTo !== undefined && { returnTo }),
      };
      await records.put(keyOf(connection, requestId), JSON.stringify(stored), ttlMs);
      return { requestId, relayState, browserSecret };
    },

    async finish({ connection, inResponseTo, browserSecret, relayState }) {
      const value = REQUEST_ID.test(inResponseTo) ? await records.take(keyOf(connection, inResponseTo)) : undefined;
      ensure(value !== undefined, 'SAML_REQUEST_UNKNOWN', {
        reason: 'the login it answers is unknown, has expired or was used already',
      });
      const stored = JSON.parse(value) as StoredAttempt;
      checkBrowser(stored, browserSecret);
      // Some IdPs drop RelayState; one that brings it must bring ours.
      ensure(relayState === undefined || relayState === stored.relayState, 'SAML_REQUEST_UNKNOWN', {
        reason: 'RelayState belongs to another login',
      });
      return stored.returnTo === undefined ? {} : { returnTo: stored.returnTo };
    },
  };
}

function checkBrowser({ browser }: StoredAttempt, browserSecret: string | undefined): void {
  ensure(browserSecret !== undefined, 'SAML_REQUEST_UNKNOWN', {
    reason: 'the cookie of the browser that began the login did not arrive',
  });
  ensure(timingSafeEqual(hash(browserSecret), Buffer.from(browser, 'base64url')), 'SAML_REQUEST_UNKNOWN', {
    reason: 'the login was begun in another browser',
  });
}
