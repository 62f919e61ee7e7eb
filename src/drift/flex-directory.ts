import type { ConversationUser } from '../provisioning/conversation-users.ts';
import type { Worker } from '../provisioning/worker-directory.ts';

/**
 * Everyone in Flex, page by page: the lists cost one call for each page, and only as far as they are read. Failures
 * reject with a TWILIO_… Refusal.
 */
export interface FlexDirectory {
  /** Workers come without their version. */
  workers(): AsyncIterable<Worker>;
  users(): AsyncIterable<ConversationUser>;
  /** Users that one call brings. */
  readonly usersPerPage: number;
}
