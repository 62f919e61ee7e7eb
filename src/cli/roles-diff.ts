import type { CliCommand } from './command.ts';
import { MANAGED_ROLES_OPTIONS, withManagedRoles } from './managed-roles.ts';
import { currentPlan } from './role-access.ts';
import { planJson, planText } from './roles-plan-text.ts';

export const rolesDiff: CliCommand = {
  name: 'roles diff',
  summary: 'what `roles apply` would change in the Conversations (or Chat) Service, with the id of that plan',
  options: MANAGED_ROLES_OPTIONS,
  run: (call) =>
    withManagedRoles(call, async (roles) => {
      const current = await currentPlan(call, roles);
      return { ok: true, json: planJson(current), text: (style) => planText(current, style) };
    }),
};
