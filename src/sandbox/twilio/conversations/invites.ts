import type { Collection } from '../wire/collection.ts';
import { newSid } from '../wire/sid.ts';

/** Somebody who was asked to join a channel and has not answered: twilio.com/docs/chat/rest/invite-resource. */
export interface Invite {
  readonly sid: string;
  readonly identity: string;
  /** The channel role that the new member gets. */
  readonly roleSid: string;
  readonly createdBy: string;
  readonly createdAt: number;
}

export const addInvite = (invites: Collection<Invite>, fields: Omit<Invite, 'sid'>): Invite =>
  invites.add({ sid: newSid('IN'), ...fields });
