import { CHAT_ROLES, inChatWords, translateChatRole } from '../roles/catalogue/chat.ts';
import type { ChatRoleType } from '../roles/catalogue/chat.ts';
import { CONVERSATION_ROLES, SERVICE_ROLES } from '../roles/catalogue/conversations.ts';
import type { RoleType } from '../roles/catalogue/permissions.ts';
import { vocabularyOf } from './role-vocabulary.ts';
import type { DefaultRole, RoleVocabulary } from './role-vocabulary.ts';

type DocumentedRole<T extends string> = DefaultRole<T> & Required<Pick<DefaultRole<T>, 'permissions'>>;

const ofFlex = (
  type: RoleType,
  roles: Readonly<Record<string, readonly string[]>>,
): readonly DocumentedRole<RoleType>[] =>
  Object.entries(roles).map(([name, permissions]) => ({ type, name, origin: 'flex', permissions }));

const FLEX = [...ofFlex('service', SERVICE_ROLES), ...ofFlex('conversation', CONVERSATION_ROLES)];

const STOCK_OF_CHAT: readonly DocumentedRole<ChatRoleType>[] = Object.entries(CHAT_ROLES).map(([name, role]) => ({
  ...role,
  name: name.replace('_', ' '),
  origin: 'stock',
}));

/** Every Service has Chat's stock roles under the same names, in the words of Conversations. */
const STOCK: readonly DefaultRole<RoleType>[] = STOCK_OF_CHAT.map(({ name, origin, ...role }) => {
  const { type, permissions } = translateChatRole(role);
  return { type, name, origin, permissions };
});

/** Flex's page says that agents get a service role too, and never lists what it may do. */
const AGENT = { name: 'agent', origin: 'flex' } as const;

/** Flex needs its own roles; the stock ones came with the Service. */
export const CONVERSATIONS_VOCABULARY: RoleVocabulary = vocabularyOf(
  ['service', 'conversation'],
  [...FLEX, { ...AGENT, type: 'service' }, ...STOCK],
  'flex',
);

const CHAT_TYPES = ['deployment', 'channel'] as const;

const FLEX_IN_CHAT: readonly DefaultRole<ChatRoleType>[] = [
  ...FLEX.map((role) => ({ ...role, ...inChatWords(role.type, role.permissions) })),
  { ...AGENT, type: 'deployment' },
];

/** Programmable Chat's four roles are its defaults. */
export const CHAT_VOCABULARY: RoleVocabulary<ChatRoleType> = vocabularyOf(CHAT_TYPES, STOCK_OF_CHAT, 'stock');

/** Where Chat shows the very Service of Flex, the roles of Flex are defaults as well. */
export const FLEX_CHAT_VOCABULARY: RoleVocabulary<ChatRoleType> = vocabularyOf(
  CHAT_TYPES,
  [...STOCK_OF_CHAT, ...FLEX_IN_CHAT],
  'stock',
);
