import { printable } from '../kernel/printable.ts';
import { CHANGES } from '../roles/explain-people.ts';
import type { PersonChange, PersonOutcome, PersonRow } from '../roles/explain-people.ts';
import type { Style } from './style.ts';

export const outcomeText = (outcome: PersonOutcome): string =>
  'refused' in outcome ? `refused: ${outcome.refused}` : outcome.roles.join(', ');

/** One person: what changes, from what to what, and the sentences of the explanation that tell the one from the other. */
export function changeLines(row: PersonRow, style: Style): readonly string[] {
  const { username, before, after, change, attributes, why } = row;
  return [
    `${style.strong(printable(username))}: ${style.warn(change)}`,
    `  ${outcomeText(before)} -> ${outcomeText(after)}`,
    ...(attributes.length === 0 ? [] : [`  worker attributes that differ: ${attributes.map(printable).join(', ')}`]),
    ...why.before.map((text) => style.bad(`  - ${text}`)),
    ...why.after.map((text) => style.good(`  + ${text}`)),
  ];
}

export const countsOf = (
  rows: readonly PersonRow[],
): readonly { readonly change: PersonChange; readonly people: number }[] =>
  CHANGES.map((change) => ({ change, people: rows.filter((row) => row.change === change).length }));

/** `39 of them change: 4 loses access, …`. */
export function changesTold(rows: readonly PersonRow[]): string {
  const counts = countsOf(rows).filter(({ change, people }) => change !== 'none' && people > 0);
  const changed = counts.reduce((sum, { people }) => sum + people, 0);
  const told = counts.map(({ change, people }) => `${people} ${change}`).join(', ');
  return `${changed} of them ${changed === 1 ? 'changes' : 'change'}${told === '' ? '' : `: ${told}`}`;
}
