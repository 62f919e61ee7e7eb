import { z } from 'zod';
import type { ServiceRoleResource } from '../role-management/role-registry.ts';
import type { ChatRoleType } from '../roles/catalogue/chat.ts';
import type { RoleType } from '../roles/catalogue/permissions.ts';
import { TwilioFailure } from './twilio-failure.ts';

function read<T>(schema: z.ZodType<T>, what: string, resource: unknown): T {
  const parsed = schema.safeParse(resource);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new TwilioFailure('unclear', { status: 200, reason: `unexpected ${what} from Twilio: ${places}` });
}

const roleOf = <T extends string>(type: z.ZodType<T>) =>
  z.object({
    sid: z.string().startsWith('RL'),
    friendlyName: z.string(),
    type,
    permissions: z.array(z.string()),
    dateCreated: z.date().nullish(),
  });

const conversationsRole = roleOf<RoleType>(z.enum(['service', 'conversation']));
const chatRole = roleOf<ChatRoleType>(z.enum(['deployment', 'channel']));

/** A role with its age, which decides between two of one name. */
export interface AgedRole<T extends string> extends ServiceRoleResource<T> {
  /** ms since epoch; 0 where Twilio did not say. */
  readonly createdAt: number;
}

const aged = <T extends string>({
  friendlyName,
  dateCreated,
  ...role
}: z.output<ReturnType<typeof roleOf<T>>>): AgedRole<T> => ({
  ...role,
  name: friendlyName,
  createdAt: dateCreated?.getTime() ?? 0,
});

export const toConversationsRole = (resource: unknown): AgedRole<RoleType> =>
  aged(read(conversationsRole, 'role', resource));
export const toChatRole = (resource: unknown): AgedRole<ChatRoleType> => aged(read(chatRole, 'Chat role', resource));

export const withoutAge = <T extends string>({
  sid,
  type,
  name,
  permissions,
}: AgedRole<T>): ServiceRoleResource<T> => ({
  sid,
  type,
  name,
  permissions,
});

const sids = (values: Readonly<Record<string, string | null | undefined>>): ReadonlySet<string> =>
  new Set(Object.values(values).filter((sid) => typeof sid === 'string'));

const defaults = z.object({
  defaultChatServiceRoleSid: z.string().nullish(),
  defaultConversationRoleSid: z.string().nullish(),
  defaultConversationCreatorRoleSid: z.string().nullish(),
});
export const toDefaultSids = (resource: unknown): ReadonlySet<string> =>
  sids(read(defaults, 'configuration of the Conversations Service', resource));

const chatDefaults = z.object({
  defaultServiceRoleSid: z.string().nullish(),
  defaultChannelRoleSid: z.string().nullish(),
  defaultChannelCreatorRoleSid: z.string().nullish(),
});
export const toChatDefaultSids = (resource: unknown): ReadonlySet<string> =>
  sids(read(chatDefaults, 'Chat Service', resource));

const bearer = z.object({
  sid: z.string(),
  identity: z.string().nullish(),
  /** Null where none was ever given. */
  roleSid: z.string().nullish(),
});
export const toBearer = (resource: unknown): z.infer<typeof bearer> =>
  read(bearer, 'User, participant or member', resource);

const sidOnly = z.object({ sid: z.string() });
export const toSid = (resource: unknown): string => read(sidOnly, 'conversation or channel', resource).sid;
