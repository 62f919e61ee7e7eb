import { ApiError, demand } from '../wire/api-error.ts';
import type { Collection } from '../wire/collection.ts';
import { checkedAttributes } from '../wire/json-attributes.ts';
import { newSid } from '../wire/sid.ts';

const LONGEST_ATTRIBUTES = 4096;
const MOST_PARTICIPANTS = 1000;
const MOST_NON_CHAT = 50;

export interface MessagingBinding {
  readonly type: string;
  readonly address: string;
  readonly proxy_address: string;
}

export interface Participant {
  readonly sid: string;
  readonly identity: string | null;
  readonly binding: MessagingBinding | null;
  attributes: string;
  roleSid: string;
  readonly createdAt: number;
  updatedAt: number;
}

export type NewParticipant = Pick<Participant, 'identity' | 'binding' | 'attributes' | 'roleSid'>;

export const participantOf = (participants: Collection<Participant>, key: string): Participant | undefined =>
  participants.get(key) ?? participants.items.find(({ identity }) => identity === key);

export const checkParticipantAttributes = (attributes: string): string =>
  checkedAttributes(attributes, LONGEST_ATTRIBUTES);

export function addParticipant(
  participants: Collection<Participant>,
  fields: NewParticipant,
  now: number,
): Participant {
  checkParticipantAttributes(fields.attributes);
  const { identity, binding } = fields;
  const twin = participants.items.some(
    (other) =>
      (identity !== null && other.identity === identity) ||
      (binding !== null && other.binding?.address === binding.address),
  );
  demand(!twin, () => new ApiError(409, 50433, 'Participant already exists'));
  const nonChat = participants.items.filter((other) => other.identity === null).length;
  demand(participants.size < MOST_PARTICIPANTS, () => new ApiError(403, 50417, 'Participant limit exceeded'));
  demand(
    identity !== null || nonChat < MOST_NON_CHAT,
    () => new ApiError(403, 50418, 'Non-chat participant limit exceeded'),
  );
  return participants.add({ sid: newSid('MB'), ...fields, createdAt: now, updatedAt: now });
}
