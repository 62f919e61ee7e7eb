import { printable } from '../kernel/printable.ts';
import { explanationLines } from '../roles/explain-text.ts';
import type { Trace } from '../traces/trace.ts';
import type { CliCommand } from './command.ts';
import { readTrace } from './recorded-trace.ts';
import { lines, table } from './style.ts';
import type { Style } from './style.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

function headLines(
  { id, kind, at, connection, username, outcome, code, detail }: Trace,
  style: Style,
): readonly string[] {
  const paint = outcome === 'granted' ? style.good : style.bad;
  const what = kind === 'logout' ? 'logout by the IdP: ' : '';
  const result = kind === 'logout' && outcome === 'granted' ? 'done' : outcome;
  return [
    `${style.strong(id)}  ${iso(at)}  connection ${printable(connection)}`,
    `${what}${printable(username ?? 'nobody')}: ${paint(result)}${code === undefined ? '' : ` ${code}`}`,
    ...(detail === undefined ? [] : [`  ${detail}`]),
  ];
}

const stepsTable = ({ steps }: Trace, style: Style): string =>
  table(
    ['step', 'ms', 'result', ''],
    steps.map(({ step, atMs, result, note }) => [step, String(atMs), result, note ?? '']),
    style,
  );

const attributeLines = ({ attributes }: Trace): readonly string[] =>
  attributes === undefined
    ? []
    : [
        'Arrived',
        ...Object.entries(attributes).map(([name, values]) => `  ${name}: ${values.join(', ') || '(empty)'}`),
      ];

const textOf = (trace: Trace, style: Style): string =>
  lines(
    headLines(trace, style),
    '',
    stepsTable(trace, style),
    '',
    attributeLines(trace),
    trace.explanation === undefined ? [] : explanationLines(trace.explanation),
    trace.redirect === undefined ? [] : `Redirected to ${trace.redirect}`,
  );

export const trace: CliCommand = {
  name: 'trace',
  args: '<id>',
  summary: 'the record of one login attempt or logout message, step by step',
  run: async ({ args: [id = ''], host }) => {
    const found = await readTrace(id, host);
    return { ok: true, json: found, text: (style) => textOf(found, style) };
  },
};
