import type { SentAttribute } from '../idp/statements.ts';
import type { AppRecord, Statement } from './app-record.ts';
import { evaluate, type Scope } from './expression/evaluate.ts';
import { asText } from './expression/functions.ts';
import { parseExpression } from './expression/parse.ts';

type GroupStatement = Statement & { type: 'GROUP' };

const FILTERS: Readonly<Record<GroupStatement['filterType'], (name: string, value: string) => boolean>> = {
  STARTS_WITH: (name, value) => name.startsWith(value),
  EQUALS: (name, value) => name === value,
  CONTAINS: (name, value) => name.includes(value),
  REGEX: (name, value) => new RegExp(`^(?:${value})$`, 'u').test(name),
};

/** Names of groups, never ids; left out where none passes the filter. */
function groupAttribute(statement: GroupStatement, scope: Scope): readonly SentAttribute[] {
  const { name, namespace, filterType, filterValue } = statement;
  const values = scope.groups.map((group) => group.name).filter((each) => FILTERS[filterType](each, filterValue));
  return values.length === 0 ? [] : [{ name, values, nameFormat: namespace }];
}

/** A list is one Attribute with a value for each; a null list is left out; a null or blank single value is empty. */
function valuesOf(expressions: readonly string[], scope: Scope, isList: (text: string) => boolean): readonly string[] {
  return expressions.flatMap((expression) => {
    const value = evaluate(parseExpression(expression), scope);
    if (value === null) return isList(expression) ? [] : [''];
    return typeof value === 'object' ? value : [asText(value)];
  });
}

function isListAttribute(expression: string, { schema }: Pick<AppRecord, 'schema'>): boolean {
  const name = /^\s*appuser\.(\w+)\s*$/.exec(expression)?.[1];
  return name !== undefined && schema.get(name)?.['type'] === 'array';
}

/** The attributes that the app asserts for one person. Throws ExpressionError. */
export function evaluateStatements(app: AppRecord, scope: Scope): readonly SentAttribute[] {
  const statements = app.body.settings.signOn.attributeStatements.flatMap((statement): readonly SentAttribute[] => {
    if (statement.type === 'GROUP') return groupAttribute(statement, scope);
    const { name, namespace, values: expressions } = statement;
    const values = valuesOf(expressions, scope, (text) => isListAttribute(text, app));
    return values.length === 0 ? [] : [{ name, values, nameFormat: namespace }];
  });
  const claims = [...app.claims.values()].flatMap(({ name, expression }): readonly SentAttribute[] => {
    const values = valuesOf([expression], scope, (text) => isListAttribute(text, app));
    return values.length === 0 ? [] : [{ name, values }];
  });
  return [...statements, ...claims];
}
