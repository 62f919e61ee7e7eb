import { randomBytes } from 'node:crypto';
import type { SessionCredential } from '../sessions/session-store.ts';
import { sha256, subjectTag } from './subject-key.ts';

const SECRET_BYTES = 32;
const CREDENTIAL = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/;

/** Where a session is stored: beside its subject, under the hash of its secret. */
export interface SessionPlace {
  readonly tag: string;
  readonly hash: string;
}

/** `<subject tag>.<secret of 256 random bits>`. Whoever reads the store finds only the hash of the secret. */
export function issueCredential(slot: string): SessionPlace & { readonly credential: SessionCredential } {
  const tag = subjectTag(slot);
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  return { credential: `${tag}.${secret}`, tag, hash: sha256(secret) };
}

/** undefined for anything that is not of the issued form, so that nothing else ever becomes part of a key. */
export function placeOf(credential: SessionCredential): SessionPlace | undefined {
  const [, tag, secret] = CREDENTIAL.exec(credential) ?? [];
  return tag === undefined || secret === undefined ? undefined : { tag, hash: sha256(secret) };
}
