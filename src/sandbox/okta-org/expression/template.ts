import { evaluate, type Scope } from './evaluate.ts';
import { asText } from './functions.ts';
import { parseExpression } from './parse.ts';

const PLACE = /\$\{([^}]*)\}/g;

/** Older templates write `fn:substringBefore(…)` for `String.substringBefore(…)`. */
const modern = (expression: string): string => expression.replaceAll(/\bfn:(?=\w)/g, 'String.');

/** `${user.userName}` and the like. Throws ExpressionError. */
export const fillTemplate = (template: string, scope: Scope): string =>
  template.replace(PLACE, (_, inner: string) => asText(evaluate(parseExpression(modern(inner)), scope)));
