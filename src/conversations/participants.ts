import type { ParticipantPlace } from './participant-event.ts';

/** A participant who is a User: it has an identity. */
export interface Participant extends ParticipantPlace {
  readonly identity: string;
  /** Empty where none was ever given. */
  readonly roleSid: string;
}

/**
 * Participants of the conversations of the Flex Service (Conversations v1). What we write fires no webhooks. Failures
 * reject with a TWILIO_… Refusal, after the adapter's retries.
 */
export interface Participants {
  /** undefined where the conversation or the participant is gone, or takes part without an identity. */
  find(place: ParticipantPlace): Promise<Participant | undefined>;
  /** Setting the same role twice is the same as once. */
  setRole(place: ParticipantPlace, roleSid: string): Promise<'set' | 'gone'>;
  /** Wherever the User takes part, page by page; nowhere where there is no such User. */
  placesOf(identity: string): AsyncIterable<ParticipantPlace>;
}

export interface ConversationRole {
  readonly sid: string;
  readonly name: string;
}

/** Roles of type `conversation` in that Service; a copy of them serves for some minutes. */
export interface ConversationRoles {
  /** The oldest of that name. */
  findByName(name: string): Promise<ConversationRole | undefined>;
  findBySid(sid: string): Promise<ConversationRole | undefined>;
  /** Roles that the Service gives by itself: to participants, and to whoever creates a conversation. */
  defaultSids(): Promise<ReadonlySet<string>>;
}
