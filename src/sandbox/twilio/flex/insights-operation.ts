import { ApiError, demand } from '../wire/api-error.ts';
import { ok, type Operation } from '../wire/operation.ts';
import type { FlexState } from './state.ts';

/** Flex Insights: a supervisor or admin without any wfo role has full access, and an agent none. */
function insightsRoles(roles: readonly string[]): readonly string[] {
  if (!roles.includes('supervisor') && !roles.includes('admin')) return [];
  const named = roles.filter((role) => role.startsWith('wfo.'));
  return named.length > 0 ? named : ['wfo.full_access'];
}

/** GET /v1/Insights/UserRoles with a Flex token in the Authorization header. */
export const insightsOperation = (flex: FlexState): Operation => ({
  method: 'get',
  path: '/v1/Insights/UserRoles',
  access: 'flex-token',
  run(call) {
    const found = call.caller.kind === 'flex-token' ? flex.tokens.find(call.caller.token) : undefined;
    demand(typeof found === 'object', () => new ApiError(401, 45002, 'Authentication error'));
    return ok({ roles: insightsRoles(found.roles), url: `${call.base}/Insights/UserRoles` });
  },
});
