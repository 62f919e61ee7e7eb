import { configFile, configFromEnvironment } from '../config/choose-config.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { loadPolicies } from '../config/load-policies.ts';
import type { ConfigProblem } from '../config/problem.ts';
import type { FileProblem } from '../kernel/refusals/file-problem.ts';
import { toldIn } from '../config/problem.ts';
import { counted } from '../kernel/counted.ts';
import { isRefusal } from '../kernel/refusal.ts';
import type { RolePolicy } from '../roles/policy.ts';
import type { Answer, CliCall, CliCommand, CliHost } from './command.ts';
import { requireConfig } from './config-source.ts';
import { lines } from './style.ts';
import type { Style } from './style.ts';

interface Checked {
  readonly file: string;
  readonly problems: readonly FileProblem[];
  readonly warnings: readonly FileProblem[];
  /** Sentences about what the file says; empty where it is wrong. */
  readonly summary: readonly string[];
}

const policySummary = (name: string, { rules, aliases, default: otherwise, ceiling }: RolePolicy): string =>
  `connection ${name}: ${counted(rules.length, 'rule')}, ${counted(aliases.size, 'alias', 'aliases')}, default ${otherwise}, ceiling ${ceiling}`;

const summaryOf = ({ config }: LoadedConfig): readonly string[] => [
  `${config.publicUrl}, state in ${config.store.url === 'memory' ? 'memory' : new URL(config.store.url).protocol.replace(':', '')}`,
  ...config.connections.map(({ name, policy, enabled }) => policySummary(name, policy) + (enabled ? '' : ', disabled')),
];

/** Everything, as at a start: secrets are resolved, IdPs are asked for their metadata. */
async function checkWhole(file: string, { env }: CliHost): Promise<Omit<Checked, 'file' | 'problems'>> {
  const loaded = await configFromEnvironment({ ...env, FLEXGATE_CONFIG: file });
  return { warnings: toldIn(file, loaded.warnings), summary: summaryOf(loaded) };
}

function checkOffline(file: string, { env }: CliHost): Omit<Checked, 'file' | 'problems'> {
  const { text, sources } = requireConfig({ ...env, FLEXGATE_CONFIG: file });
  const { policies, warnings } = loadPolicies(text, sources);
  const told: readonly ConfigProblem[] = warnings;
  return {
    warnings: toldIn(file, told),
    summary: [...policies].map(([name, policy]) => policySummary(name, policy)),
  };
}

async function check(file: string, offline: boolean, host: CliHost): Promise<Checked> {
  try {
    const found = offline ? checkOffline(file, host) : await checkWhole(file, host);
    return { file, problems: [], ...found };
  } catch (error) {
    if (!isRefusal(error) || error.code !== 'CONFIG_INVALID' || !('problems' in error.evidence)) throw error;
    const { problems } = error.evidence;
    return { file, problems, warnings: [], summary: [] };
  }
}

const entry = ({ path, reason, excerpt = [] }: FileProblem): string =>
  lines(
    `  ${path}: ${reason}`,
    excerpt.map((line) => `      ${line}`),
  );

function textOf({ file, problems, warnings, summary }: Checked, style: Style): string {
  const head =
    problems.length > 0 ? style.bad(`${file}: ${counted(problems.length, 'problem')}`) : style.good(`${file}: valid`);
  return lines(
    head,
    problems.map(entry),
    summary.map((sentence) => `  ${sentence}`),
    warnings.length === 0 ? [] : [style.warn(counted(warnings.length, 'warning')), ...warnings.map(entry)],
  );
}

async function run({ args: [named], options, host }: CliCall): Promise<Answer> {
  const file = named ?? configFile(host.env) ?? requireConfig(host.env).sources.file;
  requireConfig({ ...host.env, FLEXGATE_CONFIG: file });
  const checked = await check(file, options.flag('offline'), host);
  const ok = checked.problems.length === 0;
  return { ok, json: { valid: ok, ...checked }, text: (style) => textOf(checked, style) };
}

export const configCheck: CliCommand = {
  name: 'config check',
  args: '[file]',
  summary: 'all problems of a configuration file, with their lines',
  options: [
    {
      flags: '--offline',
      summary: 'neither ask the IdPs for their metadata nor need the secrets: the rest is checked',
    },
  ],
  run,
};
