import { changeHead, fieldText } from '../okta/setup-plan.ts';
import type { FieldChange, SetupChange, SetupNote, SetupPlan } from '../okta/setup-plan.ts';
import { lines } from './style.ts';
import type { Style } from './style.ts';

const fieldsOf = (change: SetupChange): readonly FieldChange[] => ('fields' in change ? change.fields : []);

const ADDS: ReadonlySet<SetupChange['kind']> = new Set<SetupChange['kind']>([
  'create-app',
  'complete-app',
  'create-group',
]);

/** Something that was there becomes another. */
const isChange = (change: SetupChange): boolean =>
  change.kind === 'update-app' || fieldsOf(change).some(({ from }) => from !== undefined);

const isNew = (change: SetupChange): boolean =>
  ADDS.has(change.kind) || (fieldsOf(change).length > 0 && !isChange(change));

function changeLines(change: SetupChange, style: Style): readonly string[] {
  const sign = isNew(change) ? style.good('+') : style.warn('~');
  const fields = fieldsOf(change);
  return [`  ${sign} ${changeHead(change)}`, ...fields.map((field) => `      ${fieldText(field)}`)];
}

const noteLine = ({ severity, text }: SetupNote, style: Style): string =>
  severity === 'blocked' ? `  ${style.bad('blocked')} ${text}` : `  ${style.dim('kept')} ${text}`;

/** How a plan ends that is only looked at. */
export function planEnd({ changes, notes }: SetupPlan, config: readonly string[]): string | undefined {
  if (notes.some(({ severity }) => severity === 'blocked'))
    return 'Nothing was changed, and nothing will be before what is blocked is settled.';
  return changes.length + config.length === 0
    ? undefined
    : 'Nothing was changed: this is the plan. Without --plan it is carried out.';
}

/** A plan for people. */
export const setupPlanText = ({ changes, notes }: SetupPlan, org: string, style: Style): string =>
  lines(
    changes.length === 0
      ? `${org}: nothing to do`
      : `${org}: ${changes.length} ${changes.length === 1 ? 'step' : 'steps'}`,
    changes.flatMap((change) => changeLines(change, style)),
    notes.map((note) => noteLine(note, style)),
  );
