import { printable, quoted } from '../../kernel/printable.ts';
import { matchesWhole } from '../../roles/pattern.ts';
import type { Condition } from '../../roles/policy.ts';
import { statementText } from '../statements.ts';
import type { AttributeStatement } from '../wire.ts';
import { fail } from './check-result.ts';
import type { CheckResult } from './check-result.ts';
import type { CheckedGateway } from './checked-gateway.ts';
import { sendsGroup } from './group-filter.ts';
import type { ObservedApp } from './observe-app.ts';
import { screensOf } from './screens.ts';

type Test = Extract<Condition, { readonly attribute: string }>;

function testsIn(condition: Condition): readonly Test[] {
  if ('all' in condition) return condition.all.flatMap(testsIn);
  if ('any' in condition) return condition.any.flatMap(testsIn);
  return 'not' in condition ? testsIn(condition.not) : [condition];
}

/** A pattern without special characters is a name. */
const isName = (pattern: string): boolean => !/[\\^$.*+?()[\]{}|]/.test(pattern);

/** Names that the test needs: of a pattern those of the app's groups that it matches. */
function neededBy(test: Test, known: readonly string[]): readonly string[] {
  if ('equals' in test) return [test.equals];
  if ('in' in test) return test.in;
  if (!('matches' in test)) return [];
  return isName(test.matches) ? [test.matches] : known.filter((name) => matchesWhole(test.matches, name) === true);
}

/** Several statements of one name add up; where one cannot be judged, nothing is said. */
const heldBack = (statements: readonly AttributeStatement[], name: string): boolean =>
  statements.every((statement) => sendsGroup(statement, name) === false);

const groupNames = ({ groups, users }: ObservedApp): readonly string[] => [
  ...new Set([...groups.map(({ name }) => name), ...users.flatMap((user) => user.groups.map(({ name }) => name))]),
];

/** A rule over a group that the filter of the group statement holds back never matches on it. */
export function checkGroupRules(observed: ObservedApp, { connection }: CheckedGateway): readonly CheckResult[] {
  const { label, settings } = observed.app;
  const known = groupNames(observed);
  const sent = settings.signOn.attributeStatements ?? [];
  return connection.policy.rules.flatMap((rule) =>
    testsIn(rule.when).flatMap((test) => {
      const statements = sent.filter(({ name }) => name === test.attribute);
      if (statements.length === 0 || statements.some(({ type }) => type !== 'GROUP')) return [];
      const missing = neededBy(test, known).filter((name) => heldBack(statements, name));
      if (missing.length === 0) return [];
      const names = quoted(missing);
      const found = statements.map(statementText).join('; ');
      return [
        fail('okta.rule-group', {
          message: `The rule “${printable(rule.name)}” asks for ${names} in “${printable(test.attribute)}”, which the app never sends: its filter is ${printable(found)}. Change the filter so that it lets ${names} through, or the group’s name and the rule.`,
          field: `Group Attribute Statements > ${test.attribute} > Filter`,
          found,
          expected: `a filter that lets ${names} through`,
          where: screensOf(label).groupStatements,
        }),
      ];
    }),
  );
}
