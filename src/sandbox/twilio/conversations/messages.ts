/** One message of a conversation. */
export interface Message {
  readonly sid: string;
  /** Counts from 0 and never falls back. */
  readonly index: number;
  /** Identity of who sent it; `system` for the account itself, unless its request names another. */
  readonly author: string;
  readonly participantSid: string | null;
  readonly mediaSid: string | null;
  body: string | null;
  attributes: string;
  readonly createdAt: number;
  updatedAt: number;
}
