import type { Context } from '../account.ts';
import { ApiError, demand, notFound } from '../wire/api-error.ts';
import { readAttributes } from '../wire/json-attributes.ts';
import { created, ok, type Call, type Operation } from '../wire/operation.ts';
import { flexUserOf } from './flex-user-operations.ts';
import { identityOf, type FlexTokenInfo } from './flex-tokens.ts';
import type { FlexUser } from './flex-users.ts';
import { tokenInfoResource } from './resources.ts';
import type { FlexState } from './state.ts';

const DEFAULT_TTL_SECONDS = 3600;

function field(call: Call, name: string): unknown {
  const body = call.json();
  return typeof body === 'object' && body !== null ? new Map(Object.entries(body)).get(name) : undefined;
}

/** The token in the body, and what it stands for where this stand-in issued it and it has not expired. */
function readToken(call: Call, { tokens }: FlexState): FlexTokenInfo | 'expired' | undefined {
  const token = field(call, 'token');
  return typeof token === 'string' ? tokens.find(token) : undefined;
}

function rolesOf(user: FlexUser, flex: FlexState): readonly string[] {
  const worker = flex.taskRouter.workers.all.get(user.workerSid);
  const roles: unknown = worker && readAttributes(worker.attributes)['roles'];
  return Array.isArray(roles) ? roles.map(String) : user.roles;
}

function issue(user: FlexUser, flex: FlexState, expiresAt: number): { token: string; info: FlexTokenInfo } {
  const { sid: flexUserSid, workerSid, username } = user;
  const info = {
    flexUserSid,
    workerSid,
    username,
    identity: identityOf(username),
    roles: rolesOf(user, flex),
    expiresAt,
  };
  return { token: flex.tokens.issue(info), info };
}

/** POST …/Users/{FU}/Tokens of Flex, and the refusal of tokens that Flex did not issue. */
export const flexTokenOperations = (flex: FlexState, { account, clock }: Context): readonly Operation[] => [
  {
    method: 'post',
    path: '/v4/Instances/:InstanceSid/Users/:FlexUserSid/Tokens',
    access: 'account',
    run(call) {
      const user = flexUserOf(call, flex);
      demand(user.deactivatedAt === undefined, () => new ApiError(400, 45773, 'Flex user is deactivated'));
      const ttl = field(call, 'ttl') ?? DEFAULT_TTL_SECONDS;
      const valid = typeof ttl === 'number' && Number.isInteger(ttl) && ttl > 0;
      demand(valid, () => new ApiError(400, 45004, 'ttl must be a whole number of seconds above 0'));
      const { token, info } = issue(user, flex, clock() + ttl * 1000);
      return created({ access_token: token, token_info: tokenInfoResource(info, flex, account) });
    },
  },
  {
    method: 'post',
    path: '/v1/Accounts/:AccountSid/Tokens/Info',
    access: 'account',
    run(call) {
      demand(call.segment('AccountSid') === account.accountSid, () => notFound(call.resource));
      const info = readToken(call, flex);
      demand(info !== undefined && info !== 'expired', () => new ApiError(401, 20106, 'Invalid Access Token grants'));
      return ok(tokenInfoResource(info, flex, account));
    },
  },
];

const validation = (info: FlexTokenInfo): object => ({
  valid: true,
  code: 0,
  message: null,
  expiration: new Date(info.expiresAt).toISOString(),
  realm_user_id: info.username,
  identity: info.identity,
  roles: info.roles,
  worker_sid: info.workerSid,
});

const rejection = (found: 'expired' | undefined): object =>
  found === 'expired'
    ? { valid: false, code: 20104, message: 'Access Token expired or expiration date invalid' }
    : { valid: false, code: 20101, message: 'Invalid Access Token' };

/** The validation and renewal of Flex tokens at iam.twilio.com. */
export const tokenValidationOperations = (flex: FlexState, { account, clock }: Context): readonly Operation[] => [
  {
    method: 'post',
    path: '/v1/Accounts/:AccountSid/Tokens/validate',
    access: 'account',
    run(call) {
      demand(call.segment('AccountSid') === account.accountSid, () => notFound(call.resource));
      const found = readToken(call, flex);
      return ok(typeof found === 'object' ? validation(found) : rejection(found));
    },
  },
  {
    method: 'post',
    path: '/v1/Accounts/:AccountSid/Tokens/refresh',
    access: 'account',
    run(call) {
      demand(call.segment('AccountSid') === account.accountSid, () => notFound(call.resource));
      const found = readToken(call, flex);
      const user = typeof found === 'object' ? flex.users.all.get(found.flexUserSid) : undefined;
      demand(user, () => new ApiError(400, 45775, 'Token refresh failed: the token is not valid'));
      const { token, info } = issue(user, flex, clock() + DEFAULT_TTL_SECONDS * 1000);
      return ok({
        token,
        roles: info.roles,
        expiration: new Date(info.expiresAt).toISOString(),
        identity: info.identity,
      });
    },
  },
];
