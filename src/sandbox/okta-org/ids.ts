import { createHash, randomBytes } from 'node:crypto';

/** What kind of thing an id names (okta.md 2.1). */
export type IdPrefix = '00o' | '0oa' | 'exk' | '00u' | '00g' | 'rst' | 'aln' | 'ofc' | 'oae';

const LENGTH = 17;

const letters = (bytes: Buffer): string =>
  bytes
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, LENGTH);

/** 20 characters. The same for the same seed, so that what comes with the sandbox keeps its ids over restarts. */
export const seededId = (prefix: IdPrefix, seed: string): string =>
  prefix + letters(createHash('sha256').update(`${prefix} ${seed}`).digest());

export const newId = (prefix: IdPrefix): string => seededId(prefix, randomBytes(16).toString('hex'));
