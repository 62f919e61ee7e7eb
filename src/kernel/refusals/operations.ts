import { printable, quoted } from '../printable.ts';
import { entry } from './entry.ts';
import { problemText } from './file-problem.ts';
import type { FileProblem } from './file-problem.ts';

/** What an operator's command can be refused for, beside everything that the gateway itself refuses. */
export const OPERATION_REFUSALS = {
  COMMAND_INVALID: entry<{ problem: string }>({
    status: 400,
    title: 'The command line is not valid',
    hint: '`flexgate help` lists the commands, `flexgate help COMMAND` the options of one.',
    detail: (e) => `${e.problem}.`,
  }),
  FILE_UNREADABLE: entry<{ file: string; reason: string }>({
    status: 400,
    title: 'A file cannot be read or written',
    hint: 'Check the path and the permissions.',
    detail: (e) => `${printable(e.file)}: ${e.reason}.`,
  }),
  FILE_INVALID: entry<{ file: string; problems: readonly FileProblem[] }>({
    status: 400,
    title: 'A file does not hold what is expected',
    hint: 'Correct every problem listed.',
    detail: (e) => e.problems.map(problemText).join('\n'),
  }),
  AUDIT_OVERTAKEN: entry<{ first: number }>({
    status: 409,
    title: 'The audit was cut off while it was being read',
    hint: 'What was written ends before them, and verifies. Export again; where it happens again, raise audit.records.',
    detail: (e) => `The bound of the audit cut off records from ${e.first} on before they could be read.`,
  }),
  CONFIRMATION_REQUIRED: entry<{ question: string }>({
    status: 400,
    title: 'The change needs a yes',
    hint: 'Nothing was changed. Run it in a terminal and answer, or give --yes.',
  }),
  ROLES_CHANGED: entry<{ what: string; done: readonly string[] }>({
    status: 409,
    title: 'The roles are no longer as the plan found them',
    hint: 'Look at `flexgate roles diff` and apply the new plan.',
    detail: (e) => `${printable(e.what)}. Done before: ${quoted(e.done) || 'nothing'}.`,
  }),
};
