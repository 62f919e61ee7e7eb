import { changeHead, fieldText } from '../okta/setup-plan.ts';
import type { SetupChange, SetupNote, SetupPlan } from '../okta/setup-plan.ts';
import { lines } from './style.ts';
import type { Style } from './style.ts';

const isNew = ({ kind }: SetupChange): boolean => kind === 'create-app' || kind === 'create-group';

function changeLines(change: SetupChange, style: Style): readonly string[] {
  const sign = isNew(change) ? style.good('+') : style.warn('~');
  const fields = 'fields' in change ? change.fields : [];
  return [`  ${sign} ${changeHead(change)}`, ...fields.map((field) => `      ${fieldText(field)}`)];
}

const noteLine = ({ severity, text }: SetupNote, style: Style): string =>
  severity === 'blocked' ? `  ${style.bad('blocked')} ${text}` : `  ${style.dim('kept')} ${text}`;

/** A plan for people. */
export const setupPlanText = ({ changes, notes }: SetupPlan, org: string, style: Style): string =>
  lines(
    changes.length === 0
      ? `${org}: nothing to do`
      : `${org}: ${changes.length} ${changes.length === 1 ? 'step' : 'steps'}`,
    changes.flatMap((change) => changeLines(change, style)),
    notes.map((note) => noteLine(note, style)),
  );
