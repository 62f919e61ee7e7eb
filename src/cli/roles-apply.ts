import { counted } from '../kernel/counted.ts';
import { Refusal } from '../kernel/refusal.ts';
import { applyPlan } from '../role-management/apply-plan.ts';
import type { AppliedChange } from '../role-management/apply-plan.ts';
import { changeText } from '../role-management/role-change.ts';
import type { Answer, CliCall, CliCommand } from './command.ts';
import { MANAGED_ROLES_OPTIONS, withManagedRoles } from './managed-roles.ts';
import { currentPlan } from './role-access.ts';
import type { CurrentPlan, ManagedRoles } from './role-access.ts';
import { planJson, planText } from './roles-plan-text.ts';
import { lines, PLAIN } from './style.ts';
import { terminalText } from './terminal-text.ts';

function ensureSamePlan({ id }: CurrentPlan, wanted: string | undefined): void {
  if (wanted === undefined || wanted === id) return;
  throw new Refusal('ROLES_CHANGED', { what: `the plan is now ${id}, not ${wanted}`, done: [] });
}

/** A person at a terminal is asked; a script says --yes. */
async function ensureConfirmed(current: CurrentPlan, { options, host }: CliCall): Promise<void> {
  if (current.plan.changes.length === 0 || options.flag('yes')) return;
  const question = `Make ${counted(current.plan.changes.length, 'change')}? [y/N] `;
  if (!host.input.isTTY) throw new Refusal('CONFIRMATION_REQUIRED', { question });
  host.err.write(`${terminalText(planText(current, PLAIN), false)}\n`);
  const reply = await host.input.ask(question);
  if (!/^y(es)?$/i.test(reply.trim())) throw new Refusal('CONFIRMATION_REQUIRED', { question });
}

function answerOf(current: CurrentPlan, applied: readonly AppliedChange<string>[]): Answer {
  const done = applied.map(({ change, sid }) => ({ kind: change.kind, sid, text: changeText(change) }));
  return {
    // What is blocked was asked for, and is not so.
    ok: current.plan.notes.every(({ severity }) => severity !== 'blocked'),
    json: { ...planJson(current), applied: done },
    text: (style) =>
      lines(
        planText(current, style),
        done.map(({ text }) => `  ${style.good('done')} ${text}`),
      ),
  };
}

async function apply<T extends string>(call: CliCall, roles: ManagedRoles<T>): Promise<Answer> {
  const current = await currentPlan(call, roles);
  ensureSamePlan(current, call.options.text('plan'));
  await ensureConfirmed(current, call);
  return answerOf(current, await applyPlan(roles.registry, current.plan));
}

export const rolesApply: CliCommand = {
  name: 'roles apply',
  summary: 'make the roles of the Conversations (or Chat) Service what is wanted; a second time changes nothing',
  options: [
    ...MANAGED_ROLES_OPTIONS,
    { flags: '--plan <id>', summary: 'only the plan that `roles diff` showed; refused where anything changed since' },
    { flags: '--yes', summary: 'without asking; needed where there is no terminal' },
  ],
  run: (call) => withManagedRoles(call, (roles) => apply(call, roles)),
};
