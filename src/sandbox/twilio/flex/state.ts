import type { Context } from '../account.ts';
import type { TaskRouterState } from '../taskrouter/state.ts';
import { demand, notFound } from '../wire/api-error.ts';
import type { Call } from '../wire/operation.ts';
import { wellKnownSid } from '../wire/sid.ts';
import { FlexTokens } from './flex-tokens.ts';
import { FlexUsers } from './flex-users.ts';

export interface FlexState {
  readonly instanceSid: string;
  readonly createdAt: number;
  readonly users: FlexUsers;
  readonly tokens: FlexTokens;
  readonly taskRouter: TaskRouterState;
  /** 404 where the path names another instance. */
  check(call: Call): void;
}

/** Its SID is the same in every stand-in. */
const FLEX_INSTANCE_SID = wellKnownSid('GO', 'Flex instance');

export function createFlex(taskRouter: TaskRouterState, { clock }: Context): FlexState {
  return {
    instanceSid: FLEX_INSTANCE_SID,
    createdAt: clock(),
    users: new FlexUsers(taskRouter, clock),
    tokens: new FlexTokens(clock),
    taskRouter,
    check(call) {
      demand(call.segment('InstanceSid') === FLEX_INSTANCE_SID, () => notFound(call.resource));
    },
  };
}
