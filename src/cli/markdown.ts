const NOTICE = (command: string): string =>
  `<!-- Written by \`flexgate ${command}\`. Change what it is made from, not this page. -->`;

/** A page with its title and the command that wrote it. Blocks are parted by one empty line. */
export const page = (title: string, command: string, blocks: readonly string[]): string =>
  `${[NOTICE(command), `# ${title}`, ...blocks].join('\n\n')}\n`;

/** Inside a table a pipe ends the cell, and a line break the row. */
const cellText = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');

export const code = (text: string): string => (text === '' ? '' : `\`${text}\``);

/** Columns as wide as their widest cell, as formatters want them. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map(cellText));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => Array.from(row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - Array.from(cell).length)).join(' | ')} |`;
  const [first = [], ...others] = cells;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...others.map(line)].join('\n');
}
