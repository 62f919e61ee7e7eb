import type { Context } from '../account.ts';
import { ApiError, demand } from '../wire/api-error.ts';
import { created, noContent, ok, type Call, type Operation } from '../wire/operation.ts';
import { pageOf } from '../wire/paging.ts';
import type { FlexUser } from './flex-users.ts';
import { readProvisionRequest } from './provision-request.ts';
import { flexUserResource, flexUserV2Resource } from './resources.ts';
import type { FlexState } from './state.ts';

const missing = (): ApiError => new ApiError(404, 45006, 'Flex user not found');

export function flexUserOf(call: Call, flex: FlexState): FlexUser {
  flex.check(call);
  const user = flex.users.all.get(call.segment('FlexUserSid'));
  demand(user, missing);
  return user;
}

function deprovision(call: Call, flex: FlexState): void {
  const body = call.json();
  const sid = typeof body === 'object' && body !== null && 'flex_user_sid' in body ? body.flex_user_sid : undefined;
  demand(typeof sid === 'string', () => new ApiError(400, 45004, 'flex_user_sid must be a string'));
  const user = flex.users.all.get(sid);
  demand(user, missing);
  demand(user.deactivatedAt === undefined, () => new ApiError(409, 45007, 'Flex user is deactivated already'));
  flex.users.deprovision(user);
  flex.tokens.revoke(user.sid);
}

function version4(flex: FlexState, { account }: Context): readonly Operation[] {
  const list = '/v4/Instances/:InstanceSid/Users';
  const shown = (user: FlexUser): object => flexUserResource(user, flex, account);
  return [
    {
      method: 'get',
      path: list,
      access: 'account',
      run(call) {
        flex.check(call);
        const user = flex.users.named(call.query.required('Username'));
        const meta = { key: 'users', page_size: 1, next_token: null, previous_token: null };
        return ok({ users: user === undefined ? [] : [shown(user)], meta });
      },
    },
    {
      method: 'post',
      path: `${list}/Provision`,
      access: 'account',
      run(call) {
        flex.check(call);
        return created(shown(flex.users.provision(readProvisionRequest(call.json()))));
      },
    },
    {
      method: 'post',
      path: `${list}/Deprovision`,
      access: 'account',
      run(call) {
        flex.check(call);
        deprovision(call, flex);
        return noContent();
      },
    },
    {
      method: 'get',
      path: `${list}/:FlexUserSid`,
      access: 'account',
      run: (call) => ok(shown(flexUserOf(call, flex))),
    },
  ];
}

function version2(flex: FlexState, { account }: Context): readonly Operation[] {
  const one = '/v2/Instances/:InstanceSid/Users/:FlexUserSid';
  const shown = (user: FlexUser, call: Call): object =>
    flexUserV2Resource(user, flex, account, `${call.base}${call.resource}`);
  return [
    { method: 'get', path: one, access: 'account', run: (call) => ok(shown(flexUserOf(call, flex), call)) },
    {
      method: 'post',
      path: one,
      access: 'account',
      run(call) {
        const user = flexUserOf(call, flex);
        const [email, locale, userSid] = ['Email', 'Locale', 'UserSid'].map((name) => call.form.text(name));
        flex.users.update(user, {
          ...(email !== undefined && { email }),
          ...(locale !== undefined && { locale }),
          ...(userSid !== undefined && { userSid }),
        });
        return ok(shown(user, call));
      },
    },
  ];
}

/** Flex Users (public beta): versions 1 (list), 2 and 4. */
export const flexUserOperations = (flex: FlexState, context: Context): readonly Operation[] => [
  {
    method: 'get',
    path: '/v1/Instances/:InstanceSid/Users',
    access: 'account',
    run(call) {
      flex.check(call);
      const present = (user: FlexUser): object => flexUserResource(user, flex, context.account);
      return pageOf(call, { key: 'users', largestPage: 1000, entries: flex.users.all.entries(), present });
    },
  },
  ...version2(flex, context),
  ...version4(flex, context),
];
