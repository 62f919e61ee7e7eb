import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Refusal, ensure } from '../kernel/refusal.ts';
import type { Records } from '../kernel/records.ts';
import type { SessionCredential } from '../sessions/session-store.ts';

/** A code travels in a URL, so it lives for one minute and works once. */
export const EXCHANGE_CODE_TTL_MS = 60_000;

/** Codes that carry a session to an app on another site. Reject with STORE_UNAVAILABLE when the store fails. */
export interface ExchangeCodes {
  /** A code of 43 base64url characters, for `?code=` on the return URL. */
  issue(credential: SessionCredential): Promise<string>;
  /** The credential behind the code: the first caller gets it. Refuses with EXCHANGE_CODE_INVALID. */
  redeem(code: string): Promise<SessionCredential>;
}

/**
 * The store must not hold anything that opens a session, so both halves of what it keeps come from the code itself: the
 * record's name, and the key under which the credential in it is encrypted. Without the code neither can be had.
 */
export const createExchangeCodes = (records: Records): ExchangeCodes => ({
  issue: async (credential) => {
    const code = randomBytes(CODE_BYTES).toString('base64url');
    const { name, key } = derive(code);
    await records.put(name, seal(credential, key), EXCHANGE_CODE_TTL_MS);
    return code;
  },
  redeem: async (code) => {
    ensure(CODE.test(code), 'EXCHANGE_CODE_INVALID', {});
    const { name, key } = derive(code);
    const sealed = await records.take(name);
    ensure(sealed !== undefined, 'EXCHANGE_CODE_INVALID', {});
    return open(sealed, key);
  },
});

const CODE_BYTES = 32;
const CODE = /^[\w-]{43}$/;
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** HKDF-SHA256 (RFC 5869): the code has full entropy, so no salt and no slow hash are needed. */
function derive(code: string): { name: string; key: Buffer } {
  const secret = Buffer.from(code, 'base64url');
  const derived = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', secret, '', `flexgate exchange code: ${purpose}`, KEY_BYTES));
  return { name: `exchange:${derived('name').toString('base64url')}`, key: derived('key') };
}

/** iv, tag and ciphertext, in base64url. The key seals one record only. */
function seal(credential: SessionCredential, key: Buffer): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv);
  const ciphertext = Buffer.concat([cipher.update(credential, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), ciphertext]).toString('base64url');
}

function open(sealed: string, key: Buffer): SessionCredential {
  const bytes = Buffer.from(sealed, 'base64url');
  try {
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new Refusal('EXCHANGE_CODE_INVALID', {}, { cause });
  }
}
