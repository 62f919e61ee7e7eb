import { ExpressionError, type BinaryOperator, type Expression } from './expression.ts';
import { asText, callFunction, isFunction, type Membership, type Value } from './functions.ts';

/** Where an expression is evaluated: one person, one app. */
export interface Scope extends Membership {
  /** Value of `user.email`, `appuser.roles`…; undefined: there is no such name. */
  readonly valueOf: (path: readonly string[]) => Value | undefined;
}

/** A bare word is a constant: `agent` sends `agent`, as in Okta's UI. */
function named(path: readonly string[], { valueOf }: Scope): Value {
  if (path.length === 1) return path[0] ?? '';
  const value = valueOf(path);
  if (value === undefined) throw new ExpressionError(`unknown attribute “${path.join('.')}”`);
  return value;
}

const same = (a: Value, b: Value): boolean => (a === null || b === null ? a === b : asText(a) === asText(b));

const sum = (a: Value, b: Value): Value =>
  typeof a === 'number' && typeof b === 'number' ? a + b : asText(a) + asText(b);

/** The right side is a function, because not every operator looks at it. */
const BINARY: Readonly<Record<BinaryOperator, (left: Value, right: () => Value) => Value>> = {
  '+': (left, right) => sum(left, right()),
  '==': (left, right) => same(left, right()),
  '!=': (left, right) => !same(left, right()),
  AND: (left, right) => left === true && right() === true,
  OR: (left, right) => left === true || right() === true,
  '?:': (left, right) => (left === null || left === '' ? right() : left),
};

type Evaluators = {
  readonly [K in Expression['kind']]: (of: Expression & { kind: K }, scope: Scope) => Value;
};

const EVALUATORS: Evaluators = {
  literal: ({ value }) => value,
  name: ({ path }, scope) => named(path, scope),
  list: ({ items }, scope) => items.map((item) => asText(evaluate(item, scope))),
  call: ({ name, args }, scope) => {
    const values = args.map((arg) => evaluate(arg, scope));
    return callFunction(name, values, scope);
  },
  not: ({ of }, scope) => evaluate(of, scope) !== true,
  binary: ({ operator, left, right }, scope) => BINARY[operator](evaluate(left, scope), () => evaluate(right, scope)),
  choice: ({ when, yes, no }, scope) => evaluate(evaluate(when, scope) === true ? yes : no, scope),
};

/** Throws ExpressionError for a name or function that is not known. */
export function evaluate<K extends Expression['kind']>(of: Expression & { kind: K }, scope: Scope): Value {
  return EVALUATORS[of.kind](of, scope);
}

const partsOf = (of: Expression): readonly Expression[] => {
  if (of.kind === 'binary') return [of.left, of.right];
  if (of.kind === 'choice') return [of.when, of.yes, of.no];
  if (of.kind === 'not') return [of.of];
  if (of.kind === 'call') return of.args;
  return of.kind === 'list' ? of.items : [];
};

/** Throws ExpressionError where a name or function is not known, in any branch: an app is checked when it is saved. */
export function checkNames(of: Expression, valueOf: Scope['valueOf']): void {
  if (of.kind === 'call' && !isFunction(of.name)) throw new ExpressionError(`unknown function “${of.name}”`);
  if (of.kind === 'name') named(of.path, { valueOf, groups: [] });
  for (const part of partsOf(of)) checkNames(part, valueOf);
}
