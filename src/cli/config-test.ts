import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { coverageOf } from '../config/config-test-coverage.ts';
import type { CoverageItem } from '../config/config-test-coverage.ts';
import { readConfigTest } from '../config/config-test-file.ts';
import { passed, runConfigTests } from '../config/config-test.ts';
import type { CaseResult, Difference } from '../config/config-test.ts';
import { firstConfigTest } from '../config/first-config-test.ts';
import { loadPolicies } from '../config/load-policies.ts';
import { counted } from '../kernel/counted.ts';
import { explanationLines } from '../roles/explain-text.ts';
import type { RolePolicy } from '../roles/policy.ts';
import type { Answer, CliCall, CliCommand } from './command.ts';
import { requireConfig } from './config-source.ts';
import { readTextFile } from './files.ts';
import { lines } from './style.ts';
import type { Style } from './style.ts';

interface Report {
  readonly results: readonly CaseResult[];
  readonly coverage: readonly CoverageItem[];
  /** Whether everything must be reached by some case. */
  readonly strict: boolean;
}

const folderBeside = (configFile: string): string => join(dirname(configFile), 'tests');

/** `tests/*.yaml` beside the configuration file. */
function testFilesBeside(configFile: string): readonly string[] {
  const folder = folderBeside(configFile);
  try {
    const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
    return names.toSorted().map((name) => join(folder, name));
  } catch {
    // No folder, or none that can be read: no tests.
    return [];
  }
}

/** Nothing was shown to be right, so it is no success; but what is missing is one file. */
function noTests(configFile: string, policies: ReadonlyMap<string, RolePolicy>): Answer {
  const folder = folderBeside(configFile);
  const file = join(folder, 'first.yaml');
  const example = [...policies.values()].slice(0, 1).map(firstConfigTest).join('');
  return {
    ok: false,
    json: { passed: false, cases: [], example: { file, text: example } },
    text: (style) =>
      lines(
        style.bad(`There are no tests: ${join(folder, '*.yaml')}.`),
        `Begin with ${file}:`,
        '',
        example.trimEnd(),
        '',
        'Then change who comes with what, and run this again.',
      ),
  };
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

function differenceLines({ what, expected, received }: Difference, style: Style): readonly string[] {
  return [
    `      ${what}`,
    style.good(`        expected ${shown(expected)}`),
    style.bad(`        received ${shown(received)}`),
  ];
}

function failureLines(result: CaseResult, style: Style): readonly string[] {
  const { outcome } = result.judgement;
  return [
    ...result.differences.flatMap((difference) => differenceLines(difference, style)),
    ...('refusal' in outcome ? [`      ${outcome.refusal.code}: ${outcome.refusal.detail}`] : []),
    ...explanationLines(result.explanation).map((line) => style.dim(`      ${line}`)),
  ];
}

function caseLines(result: CaseResult, style: Style): readonly string[] {
  const { name, file, line } = result.case;
  if (passed(result)) return [`  ${style.good('passed')}  ${name}`];
  return [`  ${style.bad('failed')}  ${name} ${style.dim(`(${file}:${line})`)}`, ...failureLines(result, style)];
}

const placeText = ({ place }: CoverageItem): string => (place === undefined ? '' : ` (${place.file}:${place.line})`);

function coverageLines(coverage: readonly CoverageItem[], style: Style): readonly string[] {
  const missed = coverage.filter(({ cases }) => cases === 0);
  const head = `Coverage: ${coverage.length - missed.length} of ${coverage.length} rules, aliases and defaults had a part in a case`;
  return [
    missed.length === 0 ? style.good(head) : style.warn(head),
    ...missed.map((item) => `  never  ${item.connection}: ${item.kind} “${item.name}”${placeText(item)}`),
  ];
}

function textOf({ results, coverage }: Report, style: Style): string {
  const failed = results.filter((result) => !passed(result)).length;
  const count = `${counted(results.length, 'case')}, ${failed} failed`;
  return lines(
    results.flatMap((result) => caseLines(result, style)),
    failed === 0 ? style.good(count) : style.bad(count),
    coverageLines(coverage, style),
  );
}

const caseJson = (result: CaseResult): object => ({
  file: result.case.file,
  line: result.case.line,
  connection: result.case.connection,
  name: result.case.name,
  passed: passed(result),
  differences: result.differences,
  ...(passed(result) ? {} : { explanation: result.explanation }),
});

function answerOf(report: Report): Answer {
  const { results, coverage, strict } = report;
  const covered = coverage.every(({ cases }) => cases > 0);
  const ok = results.every(passed) && (covered || !strict);
  return {
    ok,
    json: { passed: ok, cases: results.map(caseJson), coverage },
    text: (style) => textOf(report, style),
  };
}

async function run({ args, options, host }: CliCall): Promise<Answer> {
  const { text, sources } = requireConfig(host.env);
  const { policies } = loadPolicies(text, sources);
  const files = args.length > 0 ? args : testFilesBeside(sources.file);
  if (files.length === 0) return noTests(sources.file, policies);
  const cases = files.flatMap((file) => readConfigTest(readTextFile(file), file));
  const results = runConfigTests(cases, policies);
  return answerOf({ results, coverage: coverageOf(policies, results), strict: options.flag('strict') });
}

export const configTest: CliCommand = {
  name: 'config test',
  args: '[file...]',
  summary: 'run the mapping tests beside the configuration (tests/*.yaml): who gets which roles',
  options: [{ flags: '--strict', summary: 'fail as well where a rule, alias or default had no part in any case' }],
  run,
};
