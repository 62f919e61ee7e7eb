import type { AgedRole } from './role-registry-wire.ts';
import { toBearer, toSid } from './role-registry-wire.ts';
import { pathSegment } from './twilio-address.ts';
import type { TwilioCalls } from './twilio-calls.ts';
import { eachOf } from './twilio-pages.ts';
import type { SdkPage } from './twilio-pages.ts';

/** The largest page of roles, Users, conversations and channels. */
export const LARGEST_PAGE = 50;
const MOST_MEMBERS = 100;

interface Listed {
  page(options: { pageSize: number }): Promise<SdkPage>;
}

/** Role resources, as the SDK has them for Conversations and for Chat alike. */
interface RoleResources<T extends string> extends Listed {
  (sid: string): {
    fetch(): Promise<unknown>;
    update(options: { permission: string[] }): Promise<unknown>;
    remove(): Promise<boolean>;
  };
  create(options: { friendlyName: string; type: T; permission: string[] }): Promise<unknown>;
}

/** What Conversations and Programmable Chat do each in their own way. */
export interface RoleProduct<T extends string> {
  /** Before the names of operations in errors and metrics: `role`, `chat-role`. */
  readonly label: string;
  readonly roles: RoleResources<T>;
  readonly toRole: (resource: unknown) => AgedRole<T>;
  readonly defaultSids: () => Promise<ReadonlySet<string>>;
  /** Everybody who carries the role, as `RoleRegistry.holders` names them; somebody may come twice. */
  readonly bearersOf: (role: { readonly sid: string; readonly type: T }) => AsyncIterable<string>;
}

/** One request for every 50 Users. */
export async function* usersWith(
  calls: TwilioCalls,
  operation: string,
  users: Listed,
  roleSid: string,
): AsyncGenerator<string> {
  for await (const user of eachOf(calls, operation, () => users.page({ pageSize: LARGEST_PAGE }), toBearer)) {
    if (user.roleSid === roleSid) yield user.identity ?? user.sid;
  }
}

/** Conversations with their participants, channels with their members. */
export interface Groups {
  readonly list: { readonly operation: string; readonly of: Listed };
  readonly members: { readonly operation: string; readonly of: (groupSid: string) => Listed };
}

/** One request for every 50 groups and at least one for every group. */
export async function* membersWith(
  calls: TwilioCalls,
  { list, members }: Groups,
  roleSid: string,
): AsyncGenerator<string> {
  const groups = eachOf(calls, list.operation, () => list.of.page({ pageSize: LARGEST_PAGE }), toSid);
  for await (const group of groups) {
    const first = (): Promise<SdkPage> => members.of(pathSegment(group)).page({ pageSize: MOST_MEMBERS });
    for await (const member of eachOf(calls, members.operation, first, toBearer)) {
      if (member.roleSid === roleSid) yield `${group}: ${member.identity ?? member.sid}`;
    }
  }
}
