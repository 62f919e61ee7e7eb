import { z } from 'zod';
import type { ParticipantRoleNames } from './participant-role-policy.ts';

/** Post-event webhooks that concern one participant. Source: twilio.com/docs/conversations/conversations-webhooks. */
export const PARTICIPANT_EVENTS = ['onParticipantAdded', 'onParticipantUpdated'] as const;
export type ParticipantEventType = (typeof PARTICIPANT_EVENTS)[number];

/** What the configuration says under `conversations`. */
export interface ParticipantSettings {
  readonly participantRoles: ParticipantRoleNames;
  readonly events: readonly ParticipantEventType[];
}

/** The place of one participant. */
export interface ParticipantPlace {
  readonly conversationSid: string;
  readonly participantSid: string;
}

export interface ParticipantEvent extends ParticipantPlace {
  readonly type: ParticipantEventType;
  readonly identity: string;
}

const fields = z.object({
  EventType: z.enum(PARTICIPANT_EVENTS),
  AccountSid: z.string(),
  ChatServiceSid: z.string(),
  ConversationSid: z.string().regex(/^CH[0-9a-fA-F]{32}$/),
  ParticipantSid: z.string().regex(/^MB[0-9a-fA-F]{32}$/),
  /** Empty, or not there, for a participant who takes part by SMS or the like. */
  Identity: z.string().min(1).max(256),
});

/** Whose webhooks count. */
export interface EventScope {
  readonly accountSid: string;
  readonly conversationsServiceSid: string;
}

/** undefined for whatever is no event of a participant with an identity in our Service: it is none of our business. */
export function participantEventOf(said: unknown, scope: EventScope): ParticipantEvent | undefined {
  const { data } = fields.safeParse(said);
  if (data?.AccountSid !== scope.accountSid || data.ChatServiceSid !== scope.conversationsServiceSid) return undefined;
  return {
    type: data.EventType,
    conversationSid: data.ConversationSid,
    participantSid: data.ParticipantSid,
    identity: data.Identity,
  };
}
