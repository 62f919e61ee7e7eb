import { ExpressionError, type Expression } from './expression.ts';
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

function binary(of: Expression & { kind: 'binary' }, scope: Scope): Value {
  const left = evaluate(of.left, scope);
  if (of.operator === 'AND') return left === true && evaluate(of.right, scope) === true;
  if (of.operator === 'OR') return left === true || evaluate(of.right, scope) === true;
  if (of.operator === '?:') return left === null || left === '' ? evaluate(of.right, scope) : left;
  const right = evaluate(of.right, scope);
  if (of.operator === '+') {
    return typeof left === 'number' && typeof right === 'number' ? left + right : asText(left) + asText(right);
  }
  return same(left, right) === (of.operator === '==');
}

/** Throws ExpressionError for a name or function that is not known. */
export function evaluate(of: Expression, scope: Scope): Value {
  switch (of.kind) {
    case 'literal':
      return of.value;
    case 'name':
      return named(of.path, scope);
    case 'list':
      return of.items.map((item) => asText(evaluate(item, scope)));
    case 'call':
      return callFunction(
        of.name,
        of.args.map((arg) => evaluate(arg, scope)),
        scope,
      );
    case 'not':
      return evaluate(of.of, scope) !== true;
    case 'binary':
      return binary(of, scope);
    case 'choice':
      return evaluate(of.when, scope) === true ? evaluate(of.then, scope) : evaluate(of.otherwise, scope);
  }
}

const partsOf = (of: Expression): readonly Expression[] => {
  if (of.kind === 'binary') return [of.left, of.right];
  if (of.kind === 'choice') return [of.when, of.then, of.otherwise];
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
