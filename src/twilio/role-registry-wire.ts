import { z } from 'zod';
import type { ServiceRoleResource } from '../role-management/role-registry.ts';
import { TwilioFailure } from './twilio-failure.ts';

function read<T>(schema: z.ZodType<T>, what: string, resource: unknown): T {
  const parsed = schema.safeParse(resource);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new TwilioFailure('unclear', { status: 200, reason: `unexpected ${what} from Twilio: ${places}` });
}

const roleResource = z.object({
  sid: z.string().startsWith('RL'),
  friendlyName: z.string(),
  type: z.enum(['service', 'conversation']),
  permissions: z.array(z.string()),
  dateCreated: z.date().nullish(),
});

/** A role with its age, which decides between two of one name. */
export interface AgedRole extends ServiceRoleResource {
  /** ms since epoch; 0 where Twilio did not say. */
  readonly createdAt: number;
}

export function toAgedRole(resource: unknown): AgedRole {
  const { sid, friendlyName, type, permissions, dateCreated } = read(roleResource, 'role', resource);
  return { sid, type, name: friendlyName, permissions, createdAt: dateCreated?.getTime() ?? 0 };
}

export const withoutAge = ({ sid, type, name, permissions }: AgedRole): ServiceRoleResource => ({
  sid,
  type,
  name,
  permissions,
});

const defaults = z.object({
  defaultChatServiceRoleSid: z.string().nullish(),
  defaultConversationRoleSid: z.string().nullish(),
  defaultConversationCreatorRoleSid: z.string().nullish(),
});

export const toDefaultSids = (resource: unknown): ReadonlySet<string> =>
  new Set(
    Object.values(read(defaults, 'configuration of the Conversations Service', resource)).filter(
      (sid) => typeof sid === 'string',
    ),
  );

const bearer = z.object({
  sid: z.string(),
  identity: z.string().nullish(),
  /** Null where none was ever given. */
  roleSid: z.string().nullish(),
});
export const toBearer = (resource: unknown): z.infer<typeof bearer> => read(bearer, 'User or participant', resource);

const sidOnly = z.object({ sid: z.string() });
export const toSid = (resource: unknown): string => read(sidOnly, 'conversation', resource).sid;

const chatRole = z.object({
  friendlyName: z.string(),
  type: z.enum(['deployment', 'channel']),
  permissions: z.array(z.string()),
});

export interface ListedChatRole {
  readonly name: string;
  readonly type: 'deployment' | 'channel';
  readonly permissions: readonly string[];
}

export function toChatRole(resource: unknown): ListedChatRole {
  const { friendlyName, type, permissions } = read(chatRole, 'Chat role', resource);
  return { name: friendlyName, type, permissions };
}
