import type { Clock } from '../../../kernel/clock.ts';
import { ApiError, demand, invalid } from '../wire/api-error.ts';
import { Collection } from '../wire/collection.ts';
import { checkedAttributes } from '../wire/json-attributes.ts';
import { newSid } from '../wire/sid.ts';
import type { Invite } from './invites.ts';
import type { Message } from './messages.ts';
import type { Participant } from './participants.ts';

const LONGEST_NAME = 256;
const LONGEST_ATTRIBUTES = 16 * 1024;
const STATES = ['inactive', 'active', 'closed', 'initializing'];

export interface Conversation {
  readonly sid: string;
  friendlyName: string | null;
  uniqueName: string | null;
  attributes: string;
  state: string;
  /** Identity of the person who created it; `system` for the account's own requests. */
  readonly createdBy: string;
  readonly participants: Collection<Participant>;
  readonly messages: Collection<Message>;
  /** Programmable Chat's alone: Conversations shows them nowhere. */
  readonly invites: Collection<Invite>;
  readonly createdAt: number;
  updatedAt: number;
}

export interface ConversationFields {
  readonly friendlyName?: string | undefined;
  readonly uniqueName?: string | undefined;
  readonly attributes?: string | undefined;
  readonly state?: string | undefined;
}

function checkFields({ friendlyName = '', uniqueName = '', attributes, state }: ConversationFields): void {
  const fits = friendlyName.length <= LONGEST_NAME && uniqueName.length <= LONGEST_NAME;
  demand(fits, () => invalid(`FriendlyName and UniqueName must have at most ${LONGEST_NAME} characters`));
  if (attributes !== undefined) checkedAttributes(attributes, LONGEST_ATTRIBUTES);
  demand(state === undefined || STATES.includes(state), () => invalid(`State must be one of ${STATES.join(', ')}`));
}

export class Conversations {
  readonly all = new Collection<Conversation>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** By SID or by unique name. */
  find(key: string): Conversation | undefined {
    return this.all.get(key) ?? this.all.items.find(({ uniqueName }) => uniqueName === key);
  }

  create(createdBy: string, { friendlyName, uniqueName, attributes, state }: ConversationFields): Conversation {
    checkFields({ friendlyName, uniqueName, attributes, state });
    this.#checkUnique(uniqueName);
    const now = this.#clock();
    return this.all.add({
      sid: newSid('CH'),
      friendlyName: friendlyName ?? null,
      uniqueName: uniqueName ?? null,
      attributes: attributes ?? '{}',
      state: state ?? 'active',
      createdBy,
      participants: new Collection<Participant>(),
      messages: new Collection<Message>(),
      invites: new Collection<Invite>(),
      createdAt: now,
      updatedAt: now,
    });
  }

  update(conversation: Conversation, fields: ConversationFields): void {
    checkFields(fields);
    if (fields.uniqueName !== conversation.uniqueName) this.#checkUnique(fields.uniqueName);
    const given = Object.entries(fields).filter(([, value]) => value !== undefined);
    Object.assign(conversation, Object.fromEntries(given), { updatedAt: this.#clock() });
  }

  #checkUnique(name: string | undefined): void {
    const taken = name !== undefined && this.find(name) !== undefined;
    demand(!taken, () => new ApiError(409, 50353, `Conversation with unique name ${name} already exists`));
  }
}
