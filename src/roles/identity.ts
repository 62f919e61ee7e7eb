import { Refusal } from '../kernel/refusal.ts';
import { hasInvisible, hasOuterBlanks } from './visible-text.ts';

/** Limit of a Worker's friendly name, which the username becomes. */
const USERNAME_LIMIT = 64;
/** Limit of a Conversations User's identity (error 50207 above it). */
const IDENTITY_LIMIT = 256;
/** Conversations refuses an identity that reads like a User SID (error 50206). */
const USER_SID = /^US[0-9a-f]{32}$/i;
const KEPT = /[A-Za-z0-9_]/;

const escapeByte = (byte: number): string => {
  const character = String.fromCodePoint(byte);
  return KEPT.test(character) ? character : `_${byte.toString(16).toUpperCase().padStart(2, '0')}`;
};

/**
 * Twilio's identity for a username: letters, digits and the underscore stay, every other UTF-8 byte becomes `_` and two
 * hex digits. Not injective, as the underscore stays: `a_40b` and `a@b` meet (the subject's slot guards against it).
 */
export const escapeIdentity = (username: string): string =>
  Array.from(new TextEncoder().encode(username), escapeByte).join('');

function problemOf(username: string): string | undefined {
  if (username.length === 0) return 'it is empty';
  if (username.length > USERNAME_LIMIT) return `it has ${username.length} characters, at most ${USERNAME_LIMIT} fit`;
  if (hasOuterBlanks(username)) return 'it begins or ends with a blank';
  if (username === '.' || username === '..')
    return 'addresses take it for a folder, so no operator could name the person';
  if (hasInvisible(username)) return 'it holds a control, bidi, zero-width or other invisible character';
  return undefined;
}

function identityProblemOf(identity: string): string | undefined {
  if (identity.length > IDENTITY_LIMIT) {
    return `its Twilio identity has ${identity.length} characters, at most ${IDENTITY_LIMIT} fit`;
  }
  if (USER_SID.test(identity)) return 'it reads like the SID of a Twilio User';
  return undefined;
}

/** The identity of a username that Flex can hold, else Refusal USERNAME_INVALID. */
export function identityOf(username: string): string {
  const identity = escapeIdentity(username);
  const reason = problemOf(username) ?? identityProblemOf(identity);
  if (reason !== undefined) throw new Refusal('USERNAME_INVALID', { username, reason });
  return identity;
}
