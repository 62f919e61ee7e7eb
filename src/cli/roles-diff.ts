import type { CliCommand } from './command.ts';
import { currentPlan, ROLES_OPTION, withRoles } from './role-access.ts';
import { planJson, planText } from './roles-plan-text.ts';

export const rolesDiff: CliCommand = {
  name: 'roles diff',
  summary: 'what `roles apply` would change in the Conversations Service, with the id of that plan',
  options: [ROLES_OPTION],
  run: (call) =>
    withRoles(call.host, async ({ registry }) => {
      const current = await currentPlan(call, registry);
      return { ok: true, json: planJson(current), text: (style) => planText(current, style) };
    }),
};
