import { CHAT_ROLES_FILE, CONVERSATIONS_ROLES_FILE } from '../config/roles-file-format.ts';
import { Refusal } from '../kernel/refusal.ts';
import { CHAT_VOCABULARY, CONVERSATIONS_VOCABULARY, FLEX_CHAT_VOCABULARY } from '../role-management/default-roles.ts';
import type { ChatRoleType } from '../roles/catalogue/chat.ts';
import type { RoleRegistryAccess } from '../twilio/role-registry-access.ts';
import type { CliCall, CliOption, GivenOptions } from './command.ts';
import { withRoles } from './role-access.ts';
import type { ManagedRoles } from './role-access.ts';

const DEFAULT_FILE = 'config/roles.yaml';
const DEFAULT_CHAT_FILE = 'config/chat-roles.yaml';

export const CHAT_SERVICE_OPTION: CliOption = {
  flags: '--service <sid>',
  summary: 'with --chat: IS… of the Chat Service (default: the SID of the Conversations Service)',
};

/** Of the commands that compare a Service with a roles file. */
export const MANAGED_ROLES_OPTIONS: readonly CliOption[] = [
  {
    flags: '--roles <file>',
    summary: `the roles that are wanted (default: ${DEFAULT_FILE}, with --chat ${DEFAULT_CHAT_FILE}; without it, the defaults)`,
  },
  {
    flags: '--chat',
    summary: 'the roles of a Programmable Chat Service (end of life), with a roles file in its words',
  },
  CHAT_SERVICE_OPTION,
];

/** The Chat Service that is meant; undefined: none. */
export function chatServiceOf(options: GivenOptions, own: string): string | undefined {
  const service = options.text('service');
  if (options.flag('chat')) return service ?? own;
  if (service !== undefined) throw new Refusal('COMMAND_INVALID', { problem: '--service goes with --chat' });
  return undefined;
}

/** The roles of Flex are defaults of Flex's own Service only, whichever product shows it. */
export const chatVocabularyFor = (service: string, own: string): ManagedRoles<ChatRoleType>['vocabulary'] =>
  service === own ? FLEX_CHAT_VOCABULARY : CHAT_VOCABULARY;

const conversationsRoles = ({ registry }: RoleRegistryAccess): ManagedRoles<'service' | 'conversation'> => ({
  registry,
  vocabulary: CONVERSATIONS_VOCABULARY,
  format: CONVERSATIONS_ROLES_FILE,
  defaultFile: DEFAULT_FILE,
});

const chatRoles = ({ chatRegistry }: RoleRegistryAccess, service: string, own: string): ManagedRoles<ChatRoleType> => ({
  registry: chatRegistry(service),
  vocabulary: chatVocabularyFor(service, own),
  format: CHAT_ROLES_FILE,
  defaultFile: DEFAULT_CHAT_FILE,
});

/** Works with the roles of the Service that the options name. */
export const withManagedRoles = <R>(
  { options, host }: CliCall,
  work: <T extends string>(roles: ManagedRoles<T>) => Promise<R>,
): Promise<R> =>
  withRoles(host, (access, own) => {
    const service = chatServiceOf(options, own);
    return service === undefined ? work(conversationsRoles(access)) : work(chatRoles(access, service, own));
  });
