import { isWell } from '../okta/verify/check-result.ts';
import type { CheckResult } from '../okta/verify/check-result.ts';
import type { Answer } from './command.ts';
import { lines } from './style.ts';
import type { Style } from './style.ts';
import { counted } from '../kernel/counted.ts';

const WIDTH = 5;

function detailLines({ field, found, expected, where }: CheckResult): readonly string[] {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['field', field],
    ['found', found],
    ['expected', expected],
    ['change it', where],
  ];
  return rows.flatMap(([name, value]) =>
    value === undefined ? [] : [`         ${name.padEnd(9)} ${value === '' ? '(empty)' : value}`],
  );
}

function resultLines(result: CheckResult, style: Style): readonly string[] {
  const paint = { ok: style.good, warn: style.warn, fail: style.bad }[result.level];
  const head = `  ${paint(result.level.padEnd(WIDTH))}  ${result.level === 'ok' ? style.dim(result.message) : result.message}`;
  return result.level === 'ok' ? [head] : [head, ...detailLines(result).map(style.dim)];
}

const count = (results: readonly CheckResult[], level: CheckResult['level']): number =>
  results.filter((result) => result.level === level).length;

/** What is wrong comes last, where it is seen. */
const ORDER = ['ok', 'warn', 'fail'] as const;

function resultsText(results: readonly CheckResult[], style: Style): string {
  const sorted = ORDER.flatMap((level) => results.filter((result) => result.level === level));
  const [failed, warned] = [count(results, 'fail'), count(results, 'warn')];
  const summary = `${counted(results.length, 'check')}, ${failed} failed, ${counted(warned, 'warning')}`;
  return lines(
    sorted.flatMap((result) => resultLines(result, style)),
    failed === 0 ? style.good(summary) : style.bad(summary),
  );
}

/** Exit code 1 where something failed; warnings are told only. */
export const resultsAnswer = (results: readonly CheckResult[]): Answer => ({
  ok: isWell(results),
  json: { ok: isWell(results), results },
  text: (style) => resultsText(results, style),
});
