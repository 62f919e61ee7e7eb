import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../kernel/clock.ts';

const HEADER = Buffer.from(JSON.stringify({ alg: 'dir', enc: 'A256GCM' })).toString('base64url');
const part = (bytes: number): string => randomBytes(bytes).toString('base64url');

/** What a Flex token stands for. */
export interface FlexTokenInfo {
  readonly flexUserSid: string;
  readonly workerSid: string;
  readonly username: string;
  readonly identity: string;
  /** Flex and Insights roles in one list, as the Worker's attributes hold them. */
  readonly roles: readonly string[];
  readonly expiresAt: number;
}

/** Flex tokens in the form of a JWE that only the issuer can read: five parts, no key part, nothing inside. */
export class FlexTokens {
  readonly #issued = new Map<string, FlexTokenInfo>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(info: FlexTokenInfo): string {
    const now = this.#clock();
    for (const [token, { expiresAt }] of this.#issued) if (expiresAt <= now) this.#issued.delete(token);
    const token = `${HEADER}..${part(12)}.${part(256)}.${part(16)}`;
    this.#issued.set(token, info);
    return token;
  }

  find(token: string): FlexTokenInfo | 'expired' | undefined {
    const info = this.#issued.get(token);
    if (info === undefined) return undefined;
    return info.expiresAt > this.#clock() ? info : 'expired';
  }

  revoke(flexUserSid: string): void {
    for (const [token, info] of this.#issued) if (info.flexUserSid === flexUserSid) this.#issued.delete(token);
  }
}

/** The identity that Flex makes of a username: all but ASCII letters, digits and underscore as `_` and two hex digits. */
export const identityOf = (username: string): string =>
  [...Buffer.from(username, 'utf8')]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /\w/.test(character) ? character : `_${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
