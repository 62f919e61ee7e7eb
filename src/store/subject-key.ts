import { createHash } from 'node:crypto';

const TAG_LENGTH = 22;

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/**
 * The name of a subject's slot inside keys and session credentials: 132 bits of its SHA-256 in base64url. As the hash
 * tag `{…}` of every key it puts all keys of one subject into one slot of a Redis Cluster.
 */
export const subjectTag = (slot: string): string => sha256(slot).slice(0, TAG_LENGTH);

/** The keys of one subject in Redis. `prefix` has no braces, so that the tag is the only one. */
export interface SubjectKeys {
  /** Hash: owner, desired, confirmed, blocked (JSON); issuedAt, assertionId, digest (of desired); lease (number). */
  readonly state: string;
  /** String with expiry: the token of the lease that is held. */
  readonly lease: string;
  /** Sorted set: hash of the session's secret, by the time it ends (ms since epoch) unless used before. */
  readonly endings: string;
  /** Hash: session JSON by the hash of the session's secret. */
  readonly sessions: string;
  /** String with expiry: this assertion has been used. */
  used(assertionId: string): string;
}

export function keysOf(prefix: string, tag: string): SubjectKeys {
  const key = (name: string): string => `${prefix}{${tag}}:${name}`;
  return {
    state: key('state'),
    lease: key('lease'),
    endings: key('endings'),
    sessions: key('sessions'),
    used: (assertionId) => key(`used:${sha256(assertionId)}`),
  };
}
