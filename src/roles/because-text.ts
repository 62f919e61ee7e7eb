import { quoted } from '../kernel/printable.ts';
import type { Because } from './assignment.ts';
import type { Place } from './policy.ts';

const placeText = (place: Place | undefined): string =>
  place === undefined ? '' : ` (${place.file}:${place.line}:${place.column})`;

function ruleText({ rule, place, matched }: Extract<Because, { kind: 'rule' }>): string {
  const facts = matched.map(({ attribute, value }) => `${quoted([attribute])} is ${quoted([value])}`);
  return `${quoted([rule])}${placeText(place)} matches${facts.length === 0 ? '' : ` as ${facts.join(' and ')}`}`;
}

function becauseText(because: Because): string {
  if (because.kind === 'rule') return ruleText(because);
  if (because.kind === 'direct') return `${quoted([because.attribute])} names it`;
  if (because.kind === 'alias') {
    return `${quoted([because.attribute])} holds its alias ${quoted([because.value])}`;
  }
  if (because.kind === 'console-role')
    return `${quoted([because.attribute])} holds the Console role ${quoted([because.value])}`;
  return because.kind === 'default' ? 'it is the default of the connection' : 'it is the Insights default';
}

/** Half a sentence that says why a role is a candidate. */
export const reasonsText = (because: readonly Because[]): string => because.map(becauseText).join('; ');
