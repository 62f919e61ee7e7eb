import { changeText } from '../role-management/role-change.ts';
import type { RoleChange, RoleNote } from '../role-management/role-change.ts';
import type { CurrentPlan } from './role-access.ts';
import { lines } from './style.ts';
import type { Style } from './style.ts';
import { counted } from '../kernel/counted.ts';

const SIGNS = { create: '+', update: '~', remove: '-' } as const;

function changeLine(change: RoleChange<string>, style: Style): string {
  const paint = { create: style.good, update: style.warn, remove: style.bad }[change.kind];
  return `  ${paint(SIGNS[change.kind])} ${changeText(change)}`;
}

function noteLine({ severity, type, name, message }: RoleNote<string>, style: Style): string {
  const text = `${type} role “${name}” ${message}`;
  return severity === 'blocked' ? `  ${style.bad('blocked')} ${text}` : `  ${style.warn('warning')} ${text}`;
}

/** A plan for people. */
export const planText = ({ id, plan, warnings }: CurrentPlan, style: Style): string =>
  lines(
    `Plan ${style.strong(id)}: ${plan.changes.length === 0 ? 'nothing to do' : counted(plan.changes.length, 'change')}`,
    plan.changes.map((change) => changeLine(change, style)),
    plan.notes.map((note) => noteLine(note, style)),
    warnings.map((warning) => `  ${style.warn('warning')} ${warning}`),
  );

export const planJson = ({ id, plan, warnings }: CurrentPlan): object => ({ plan: id, ...plan, warnings });
