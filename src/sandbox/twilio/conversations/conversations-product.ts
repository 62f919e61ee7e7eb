import type { Clock } from '../../../kernel/clock.ts';
import type { Product } from '../wire/operation.ts';
import { conversationOperations } from './conversation-operations.ts';
import { messageOperations } from './message-operations.ts';
import { participantOperations } from './participant-operations.ts';
import { roleOperations } from './role-operations.ts';
import { serviceOperations } from './service-operations.ts';
import type { ChatService } from './state.ts';
import { userOperations } from './user-operations.ts';

/** Conversations v1: the Service, its configuration, Roles, Users, Conversations and Participants. */
export const conversationsProduct = (service: ChatService, clock: Clock): Product => ({
  name: 'conversations',
  operations: [
    ...serviceOperations(service),
    ...roleOperations(service),
    ...userOperations(service),
    ...conversationOperations(service),
    ...participantOperations(service, clock),
    ...messageOperations(service, clock),
  ],
});
