import { ApiError, demand } from '../wire/api-error.ts';
import type { Caller } from '../wire/caller.ts';
import type { Conversation } from './conversations.ts';
import { participantOf } from './participants.ts';
import type { ChatService } from './state.ts';
import type { User } from './users.ts';

/** The user behind a caller, made at the first connection as the API does; undefined for the account itself. */
export function userBehind(caller: Caller, service: ChatService): User | undefined {
  if (caller.kind !== 'user') return undefined;
  const { identity, serviceRoleSid } = caller;
  return service.userFor(identity, serviceRoleSid && service.roles.require(serviceRoleSid, 'service').sid);
}

/** Permissions of the user's service role, and of the conversation role where the user takes part. */
function permissionsOf(user: User, service: ChatService, conversation?: Conversation): readonly string[] {
  const { all } = service.roles;
  const participant = conversation && participantOf(conversation.participants, user.identity);
  const ofConversation = participant && all.get(participant.roleSid);
  return [...(all.get(user.roleSid)?.permissions ?? []), ...(ofConversation?.permissions ?? [])];
}

/** 403 with 50107 where neither role of the caller allows the action. The account itself may do everything. */
export function authorize(
  caller: Caller,
  service: ChatService,
  permission: string,
  conversation?: Conversation,
): User | undefined {
  const user = userBehind(caller, service);
  if (user === undefined) return undefined;
  const allowed = permissionsOf(user, service, conversation).includes(permission);
  demand(allowed, () => new ApiError(403, 50107, `User does not have permission ${permission} to perform the action`));
  return user;
}
