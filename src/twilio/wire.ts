import { z } from 'zod';
import type { ParticipantPlace } from '../conversations/participant-event.ts';
import type { Participant } from '../conversations/participants.ts';
import type { ConversationUser } from '../provisioning/conversation-users.ts';
import type { Worker, WorkerAttributes } from '../provisioning/worker-directory.ts';
import type { WorkerChannel } from '../roles/assignment.ts';
import { headerOf } from './twilio-answer.ts';
import { TwilioFailure } from './twilio-failure.ts';

/**
 * The one place that knows what Twilio's resources look like. The SDK renames fields but checks nothing: its types are a
 * hope, so what we rely on is parsed. What does not parse fails as `unclear`: a write may have been made.
 */
function read<T>(schema: z.ZodType<T>, what: string, resource: unknown): T {
  const parsed = schema.safeParse(resource);
  if (parsed.success) return parsed.data;
  throw unexpected(what, parsed.error.issues.map((issue) => issue.path.join('.')).join(', '));
}

const unexpected = (what: string, problem: string): TwilioFailure =>
  new TwilioFailure('unclear', { status: 200, reason: `unexpected ${what} from Twilio: ${problem}` });

const workerResource = z.object({
  sid: z.string().startsWith('WK'),
  friendlyName: z.string(),
  /** JSON text. Lists may hold null (twilio.md 5). */
  attributes: z.string().nullish(),
});

export type ListedWorker = z.infer<typeof workerResource>;

export const toListedWorker = (resource: unknown): ListedWorker => read(workerResource, 'worker', resource);

/** The worker of a list, where the list says enough. Without a version: lists carry no ETag. */
export function fromList({ sid, friendlyName, attributes }: ListedWorker): Worker | undefined {
  const parsed = attributesOf(attributes);
  return parsed === undefined ? undefined : { sid, username: friendlyName, attributes: parsed };
}

interface SdkAnswer {
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
}

export function toWorker({ body, headers }: SdkAnswer): Worker {
  const resource = toListedWorker(body);
  const worker = fromList(resource);
  // Never taken for empty: merging into an empty object would wipe what is there.
  if (worker === undefined) throw unexpected('worker', `attributes of ${resource.sid} are no JSON object`);
  const version = headerOf(headers ?? {}, 'etag');
  return { ...worker, ...(version !== undefined && { version }) };
}

/** Parsed without a schema, which would drop keys such as `__proto__`: whatever others wrote must survive our merge. */
function attributesOf(text: string | null | undefined): WorkerAttributes | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is WorkerAttributes =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const channelResource = z.object({
  taskChannelUniqueName: z.string(),
  available: z.boolean(),
  configuredCapacity: z.number(),
});

export function toWorkerChannel(resource: unknown): WorkerChannel {
  const { taskChannelUniqueName, available, configuredCapacity } = read(channelResource, 'worker channel', resource);
  return { taskChannel: taskChannelUniqueName, available, capacity: configuredCapacity };
}

const userResource = z.object({
  sid: z.string().startsWith('US'),
  identity: z.string(),
  /** Null on Users that came into being by themselves. */
  friendlyName: z.string().nullish(),
  roleSid: z.string().nullish(),
});

export function toConversationUser(resource: unknown): ConversationUser {
  const { sid, identity, friendlyName, roleSid } = read(userResource, 'User', resource);
  return { sid, identity, friendlyName: friendlyName ?? '', roleSid: roleSid ?? '' };
}

const participantResource = z.object({
  sid: z.string().startsWith('MB'),
  conversationSid: z.string().startsWith('CH'),
  /** Null for those who take part by SMS and the like. */
  identity: z.string().nullish(),
  roleSid: z.string().nullish(),
});

export function toParticipant(resource: unknown): Participant | undefined {
  const { sid, conversationSid, identity, roleSid } = read(participantResource, 'participant', resource);
  if (typeof identity !== 'string' || identity === '') return undefined;
  return { conversationSid, participantSid: sid, identity, roleSid: roleSid ?? '' };
}

const userConversationResource = z.object({
  conversationSid: z.string().startsWith('CH'),
  participantSid: z.string().startsWith('MB'),
});

export const toParticipantPlace = (resource: unknown): ParticipantPlace =>
  read(userConversationResource, 'conversation of a User', resource);

const roleResource = z.object({
  sid: z.string().startsWith('RL'),
  friendlyName: z.string(),
  type: z.string(),
  dateCreated: z.date().nullish(),
});

export interface ListedRole {
  readonly sid: string;
  readonly name: string;
  /** `service` or `conversation`. */
  readonly type: string;
  /** ms since epoch; 0 where Twilio did not say. */
  readonly createdAt: number;
}

export function toListedRole(resource: unknown): ListedRole {
  const { sid, friendlyName, type, dateCreated } = read(roleResource, 'role', resource);
  return { sid, name: friendlyName, type, createdAt: dateCreated?.getTime() ?? 0 };
}

const serviceConfiguration = z.object({ defaultChatServiceRoleSid: z.string().nullish() });

export const toDefaultRoleSid = (resource: unknown): string | undefined =>
  read(serviceConfiguration, 'configuration of the Conversations Service', resource).defaultChatServiceRoleSid ??
  undefined;

const owned = z.object({ friendlyName: z.string().nullish(), accountSid: z.string().nullish() });

/** Name and account of whatever answered. */
export function toOwned(resource: unknown): { readonly friendlyName: string; readonly accountSid?: string } {
  const { friendlyName, accountSid } = read(owned, 'resource', resource);
  return { friendlyName: friendlyName ?? '', ...(typeof accountSid === 'string' && { accountSid }) };
}
