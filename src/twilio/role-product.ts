import type { AgedRole } from './role-registry-wire.ts';
import { toBearer, toSid } from './role-registry-wire.ts';
import { pathSegment } from './twilio-address.ts';
import type { TwilioCalls } from './twilio-calls.ts';
import { eachOf } from './twilio-pages.ts';
import type { SdkPage } from './twilio-pages.ts';

/** The largest page of roles, Users, conversations and channels. */
export const LARGEST_PAGE = 50;
const MOST_OF_A_GROUP = 100;

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

/** One request for every page of what `list` has. */
async function* bearersIn(
  calls: TwilioCalls,
  { operation, list, pageSize }: { readonly operation: string; readonly list: Listed; readonly pageSize: number },
  roleSid: string,
): AsyncGenerator<string> {
  for await (const bearer of eachOf(calls, operation, () => list.page({ pageSize }), toBearer)) {
    if (bearer.roleSid === roleSid) yield bearer.identity ?? bearer.sid;
  }
}

export const usersWith = (
  calls: TwilioCalls,
  operation: string,
  users: Listed,
  roleSid: string,
): AsyncIterable<string> => bearersIn(calls, { operation, list: users, pageSize: LARGEST_PAGE }, roleSid);

/** A list of people below each group, who each carry a role there. */
interface People {
  readonly operation: string;
  readonly of: (groupSid: string) => Listed;
  /** Said behind the name of whoever is found, where they are no members yet. */
  readonly standing?: string;
}

/** Conversations with their participants, channels with their members and whom they invited. */
export interface Groups {
  readonly list: { readonly operation: string; readonly of: Listed };
  readonly people: readonly People[];
}

/** One request for every 50 groups and, for every group, at least one for each of its lists. */
export async function* membersWith(
  calls: TwilioCalls,
  { list, people }: Groups,
  roleSid: string,
): AsyncGenerator<string> {
  const groups = eachOf(calls, list.operation, () => list.of.page({ pageSize: LARGEST_PAGE }), toSid);
  for await (const group of groups) {
    for (const { operation, of, standing = '' } of people) {
      const below = { operation, list: of(pathSegment(group)), pageSize: MOST_OF_A_GROUP };
      for await (const bearer of bearersIn(calls, below, roleSid)) yield `${group}: ${bearer}${standing}`;
    }
  }
}
