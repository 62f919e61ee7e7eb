import { Command, CommanderError, Option } from 'commander';
import { isRefusal, Refusal } from '../kernel/refusal.ts';
import type { Answer, CliCommand, CliHost, CliOption, GivenOptions } from './command.ts';
import { COMMANDS, GROUPS } from './commands.ts';
import { escapedJson } from '../kernel/terminal.ts';
import { COLOURS, PLAIN } from './style.ts';
import { terminalText } from './terminal-text.ts';
import { VERSION } from './version.ts';

const FAILED = 1;
const USAGE = 2;

const isColoured = ({ isTTY }: CliHost['out'], env: CliHost['env']): boolean =>
  isTTY === true && (env['NO_COLOR'] ?? '') === '';

const withLineEnd = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

function print(answer: Answer, asJson: boolean, { out, err, env }: CliHost): void {
  const coloured = isColoured(out, env);
  const text = asJson
    ? escapedJson(JSON.stringify(answer.json, null, 2))
    : terminalText(answer.text(coloured ? COLOURS : PLAIN), coloured);
  out.write(withLineEnd(text));
  for (const note of answer.notes ?? []) err.write(withLineEnd(terminalText(note, false)));
}

/** An expected failure by its code; anything else is a defect, and shown whole. */
function failureText(error: unknown): string {
  if (!isRefusal(error)) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const detail = error.detailForOperators.split('\n').map((line) => ` ${line}`);
  return [`${error.code}: ${error.entry.title}`, ...detail].join('\n');
}

type Given = Readonly<Record<string, unknown>>;

function optionsOf(given: Given): GivenOptions {
  const values = new Map(Object.entries(given));
  return {
    text: (name) => {
      const value = values.get(name);
      return typeof value === 'string' ? value : undefined;
    },
    flag: (name) => values.get(name) === true,
    list: (name) => {
      const value = values.get(name);
      return Array.isArray(value) ? value.map(String) : [];
    },
  };
}

const COMMON: readonly CliOption[] = [
  { flags: '--config <file>', summary: 'the configuration file (default: FLEXGATE_CONFIG, or config/flexgate.yaml)' },
  { flags: '--json', summary: 'for machines' },
];

const collect = (value: string, before: unknown): readonly string[] => [
  ...(Array.isArray(before) ? before.map(String) : []),
  value,
];

function optionOf({ flags, summary, repeat }: CliOption): Option {
  const option = new Option(flags, summary);
  return repeat === true ? option.argParser(collect) : option;
}

/** The commander command for `roles` in `roles diff`, made at the first need. */
function groupNamed(name: string, parent: Command): Command {
  const known = parent.commands.find((command) => command.name() === name);
  return known ?? parent.command(name).description(GROUPS.get(name) ?? '');
}

function hostFor(given: Given, host: CliHost): CliHost {
  const file = optionsOf(given).text('config');
  return file === undefined ? host : { ...host, env: { ...host.env, FLEXGATE_CONFIG: file } };
}

function register(command: CliCommand, program: Command, host: CliHost, done: (exitCode: number) => void): void {
  const words = command.name.split(' ');
  const parent = words.slice(0, -1).reduce((group, word) => groupNamed(word, group), program);
  const entry = parent.command(words.at(-1) ?? command.name).description(command.summary);
  if (command.args !== undefined) entry.arguments(command.args);
  for (const option of [...(command.options ?? []), ...COMMON]) entry.addOption(optionOf(option));
  entry.action(async () => {
    const given: Given = entry.opts();
    const answer = await command.run({ args: entry.args, options: optionsOf(given), host: hostFor(given, host) });
    if (answer === undefined) return;
    print(answer, optionsOf(given).flag('json'), host);
    done(answer.ok ? 0 : (answer.exitCode ?? FAILED));
  });
}

/** commander says `error: unknown command 'x'` and, on a second line, what may have been meant. */
const usageProblem = ({ message }: CommanderError): string =>
  message
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .replace(/\.$/, '');

function refusalFor(error: unknown): unknown {
  return error instanceof CommanderError ? new Refusal('COMMAND_INVALID', { problem: usageProblem(error) }) : error;
}

function exitCodeOf(error: unknown, { err }: CliHost): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  // A group without a command: commander has shown its help.
  if (error instanceof CommanderError && error.code === 'commander.help') return USAGE;
  const refusal = refusalFor(error);
  err.write(withLineEnd(terminalText(failureText(refusal), false)));
  return isRefusal(refusal) && refusal.code === 'COMMAND_INVALID' ? USAGE : FAILED;
}

/** Runs one command line and answers its exit code: 0 all went well, 1 it did not, 2 it was not understood; 3 see `plan`. */
export async function runCli(argv: readonly string[], host: CliHost): Promise<number> {
  let exitCode = 0;
  const program = new Command('flexgate')
    .description('SSO/SAML identity-to-role provisioning gateway for Twilio Flex')
    .version(VERSION)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.out.write(text),
      writeErr: (text) => host.err.write(text),
      outputError: () => undefined,
    });
  for (const command of COMMANDS) register(command, program, host, (code) => (exitCode = code));
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    return exitCodeOf(error, host);
  }
}
