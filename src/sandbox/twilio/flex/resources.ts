import type { Account } from '../account.ts';
import { timestamp } from '../wire/timestamp.ts';
import type { FlexTokenInfo } from './flex-tokens.ts';
import type { FlexUser } from './flex-users.ts';
import type { FlexState } from './state.ts';

/** A Flex User in the form of version 4 of the API. */
export interface FlexUserResource {
  readonly flex_user_sid: string;
  readonly account_sid: string;
  readonly instance_sid: string;
  readonly worker_sid: string | null;
  readonly workspace_sid: string;
  readonly flex_team_sid: string | null;
  readonly username: string;
  readonly email: string;
  readonly full_name: string;
  readonly roles: readonly string[];
  readonly locale: string | null;
  readonly created_date: string;
  readonly updated_date: string;
  readonly version: number;
  readonly deactivated: boolean;
  readonly deactivated_date: string | null;
}

const sharedFields = (user: FlexUser, flex: FlexState, { accountSid }: Account) => ({
  flex_user_sid: user.sid,
  account_sid: accountSid,
  instance_sid: flex.instanceSid,
  worker_sid: user.deactivatedAt === undefined ? user.workerSid : null,
  workspace_sid: flex.taskRouter.workspace.sid,
  flex_team_sid: null as string | null,
  username: user.username,
  email: user.email,
  roles: user.roles,
  locale: user.locale,
  created_date: timestamp(user.createdAt),
  updated_date: timestamp(user.updatedAt),
  version: user.version,
});

export const flexUserResource = (user: FlexUser, flex: FlexState, account: Account): FlexUserResource => ({
  ...sharedFields(user, flex, account),
  full_name: user.fullName,
  deactivated: user.deactivatedAt !== undefined,
  deactivated_date: user.deactivatedAt === undefined ? null : timestamp(user.deactivatedAt),
});

/** The same in the form of version 2. */
export const flexUserV2Resource = (user: FlexUser, flex: FlexState, account: Account, url: string): object => ({
  ...sharedFields(user, flex, account),
  user_sid: user.userSid,
  url,
});

export const tokenInfoResource = (info: FlexTokenInfo, flex: FlexState, { accountSid }: Account): object => ({
  account_sid: accountSid,
  expiration: new Date(info.expiresAt).toISOString(),
  flex_instance_sid: flex.instanceSid,
  flex_user_sid: info.flexUserSid,
  identity: info.identity,
  username: info.username,
  roles: info.roles,
  permissions: [],
});
