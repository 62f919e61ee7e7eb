import { Refusal } from '../kernel/refusal.ts';
import type { CliCall, CliOption } from './command.ts';
import { readTextFile } from './files.ts';

export const LIST_OPTION: CliOption = {
  flags: '--list <file>',
  summary: 'usernames, one a line (`-`: standard input); blank lines and those with # are passed over',
};
export const REASON_OPTION: CliOption = { flags: '--reason <text>', summary: 'for the audit' };
export const NAMESPACE_OPTION: CliOption = {
  flags: '--namespace <name>',
  summary: 'whose people they are, for those who never logged in, where connections differ in it',
};

const namesIn = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

/** The usernames that were given, each once, in their order. Refusals COMMAND_INVALID, FILE_UNREADABLE. */
export async function usernamesOf({ args, options, host }: CliCall): Promise<readonly string[]> {
  const file = options.text('list');
  const text = file === '-' ? await host.input.read() : file === undefined ? '' : readTextFile(file);
  const usernames = [...new Set([...args, ...namesIn(text)])];
  if (usernames.length === 0)
    throw new Refusal('COMMAND_INVALID', { problem: 'name at least one person, or give --list' });
  return usernames;
}

/** The reason, which must be there: it is what the audit is asked for later. */
export function reasonOf({ options }: CliCall): string {
  const reason = options.text('reason')?.trim() ?? '';
  if (reason === '') throw new Refusal('COMMAND_INVALID', { problem: '--reason is missing: the audit keeps it' });
  return reason;
}
