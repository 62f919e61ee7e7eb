import type { Assignment, AttributeExplanation, Explanation, RoleExplanation } from './assignment.ts';

const MARKS: Readonly<Record<RoleExplanation['outcome'] | AttributeExplanation['outcome'], string>> = {
  granted: '+',
  lost: '-',
  refused: 'x',
  used: '+',
  passed: '+',
  set: '+',
  cleared: '-',
  kept: '=',
  ignored: ' ',
};

const lineOf = ({ outcome, text }: RoleExplanation | AttributeExplanation): string => `  ${MARKS[outcome]} ${text}`;

const block = (title: string, entries: readonly (RoleExplanation | AttributeExplanation)[]): readonly string[] =>
  entries.length === 0 ? [] : [title, ...entries.map(lineOf)];

/** Lines for a terminal, without colours: one for each role and each attribute. */
export const explanationLines = ({ connection, roles, attributes }: Explanation): readonly string[] => [
  `Connection ${connection}`,
  ...block('Roles', roles),
  ...block('Attributes', attributes),
];

/** The same under a head that says what was decided. */
export const assignmentLines = ({ username, identity, roles, explanation }: Assignment): readonly string[] => [
  `${username} (identity ${identity}): ${roles.join(', ')}`,
  ...explanationLines(explanation),
];
