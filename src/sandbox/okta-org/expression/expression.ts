/** An expression of Okta's language, as far as this stand-in knows it (okta.md 2.7). */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'name'; readonly path: readonly string[] }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'not'; readonly of: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'choice'; readonly when: Expression; readonly yes: Expression; readonly no: Expression };

export type BinaryOperator = '+' | '==' | '!=' | 'AND' | 'OR' | '?:';

/** Syntax, a function or a name that is not known here: refused, never guessed. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}
