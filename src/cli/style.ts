import { stripVTControlCharacters, styleText } from 'node:util';

type Paint = (text: string) => string;

/** How text for people is marked; without colours where the output is no terminal. */
export interface Style {
  readonly good: Paint;
  readonly bad: Paint;
  readonly warn: Paint;
  readonly dim: Paint;
  readonly strong: Paint;
}

const asIs: Paint = (text) => text;
export const PLAIN: Style = { good: asIs, bad: asIs, warn: asIs, dim: asIs, strong: asIs };

const paint =
  (format: Parameters<typeof styleText>[0]): Paint =>
  (text) =>
    styleText(format, text, { validateStream: false });

export const COLOURS: Style = {
  good: paint('green'),
  bad: paint('red'),
  warn: paint('yellow'),
  dim: paint('gray'),
  strong: paint('bold'),
};

const widthOf = (text: string): number => Array.from(stripVTControlCharacters(text)).length;

/** Columns as wide as their widest cell, two blanks apart. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], style: Style): string {
  const lines = [head.map(style.strong), ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => widthOf(line[column] ?? ''))));
  const padded = (line: readonly string[]): string =>
    line.map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell)))).join('  ');
  return lines.map((line) => padded(line).trimEnd()).join('\n');
}

export const lines = (...parts: readonly (string | readonly string[])[]): string => parts.flat().join('\n');
