/** The person. Two connections with the same namespace speak of the same people. */
export interface Subject {
  readonly namespace: string;
  /** NameID, letter case kept. */
  readonly username: string;
  /** Twilio-escaped username. */
  readonly identity: string;
}

/**
 * The slot that a subject occupies in Twilio. Worker names compare without case, and Twilio's escaping maps several
 * usernames to one identity, so whoever owns the slot excludes all others that would share a Worker or a User with them.
 */
export const slotOf = (identity: string): string => identity.toLowerCase();
