import { ExpressionError, type BinaryOperator, type Expression } from './expression.ts';
import { tokensOf, type Token } from './tokens.ts';

/** From the loosest to the tightest. */
const LEVELS: readonly ReadonlyMap<string, BinaryOperator>[] = [
  new Map([
    ['OR', 'OR'],
    ['||', 'OR'],
  ]),
  new Map([
    ['AND', 'AND'],
    ['&&', 'AND'],
  ]),
  new Map([
    ['==', '=='],
    ['!=', '!='],
  ]),
  new Map([['+', '+']]),
];

const CONSTANTS = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

const unquoted = (text: string): string => text.slice(1, -1).replace(/\\(.)/g, '$1');

/** Recursive descent over the tokens of one expression. */
class Parser {
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(text: string) {
    this.tokens = tokensOf(text);
  }

  whole(): Expression {
    const expression = this.choice();
    if (this.next.kind !== 'end') throw this.unexpected();
    return expression;
  }

  private get next(): Token {
    return this.tokens[this.at] ?? { kind: 'end', text: '' };
  }

  private unexpected(): ExpressionError {
    return new ExpressionError(this.next.kind === 'end' ? 'it ends too early' : `unexpected “${this.next.text}”`);
  }

  private take(text: string): boolean {
    if (this.next.kind === 'string' || this.next.text !== text || this.next.kind === 'end') return false;
    this.at += 1;
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) throw this.unexpected();
  }

  private choice(): Expression {
    const when = this.binary(0);
    if (this.take('?:')) return { kind: 'binary', operator: '?:', left: when, right: this.choice() };
    if (!this.take('?')) return when;
    const yes = this.choice();
    this.expect(':');
    return { kind: 'choice', when, yes, no: this.choice() };
  }

  private binary(level: number): Expression {
    const operators = LEVELS[level];
    if (operators === undefined) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const operator = this.next.kind === 'string' ? undefined : operators.get(this.next.text);
      if (operator === undefined) return left;
      this.at += 1;
      left = { kind: 'binary', operator, left, right: this.binary(level + 1) };
    }
  }

  private unary(): Expression {
    return this.take('!') ? { kind: 'not', of: this.unary() } : this.primary();
  }

  private primary(): Expression {
    const token = this.next;
    if (this.take('(')) {
      const inner = this.choice();
      this.expect(')');
      return inner;
    }
    if (this.take('{')) return { kind: 'list', items: this.items('}') };
    this.at += 1;
    if (token.kind === 'string') return { kind: 'literal', value: unquoted(token.text) };
    if (token.kind === 'number') return { kind: 'literal', value: Number(token.text) };
    if (token.kind === 'word') return this.named(token.text);
    this.at -= 1;
    throw this.unexpected();
  }

  private named(text: string): Expression {
    if (this.take('(')) return { kind: 'call', name: text, args: this.items(')') };
    const constant = CONSTANTS.get(text);
    return constant === undefined ? { kind: 'name', path: text.split('.') } : { kind: 'literal', value: constant };
  }

  private items(end: string): readonly Expression[] {
    const items: Expression[] = [];
    if (this.take(end)) return items;
    do items.push(this.choice());
    while (this.take(','));
    this.expect(end);
    return items;
  }
}

/** Throws ExpressionError. */
export const parseExpression = (text: string): Expression => new Parser(text).whole();
