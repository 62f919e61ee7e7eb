import { isRefusal, Refusal } from '../kernel/refusal.ts';
import { printable } from '../kernel/printable.ts';
import { sideBySide } from '../kernel/side-by-side.ts';
import type { Deprovision, DeprovisionOrder } from '../leavers/deprovision.ts';
import type { DeprovisionReport } from '../leavers/deprovision-report.ts';
import type { Answer, CliCall, CliCommand } from './command.ts';
import { neverSeenNotes } from './never-seen.ts';
import { bar, progressOn } from './progress.ts';
import { lines, table } from './style.ts';
import type { Style } from './style.ts';
import { LIST_OPTION, NAMESPACE_OPTION, REASON_OPTION, reasonOf, usernamesOf } from './usernames.ts';
import { operatorOf, withGateway } from './with-gateway.ts';

type Result =
  | DeprovisionReport
  | { readonly username: string; readonly ok: false; readonly code: string; readonly detail: string };

const AT_ONCE = 4;

async function one(username: string, order: DeprovisionOrder, deprovision: Deprovision): Promise<Result> {
  try {
    return await deprovision(username, order);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { username, ok: false, code: error.code, detail: error.detailForOperators };
  }
}

/** A person at a terminal is asked; a script says --yes. A dry run harms nobody. */
async function ensureConfirmed({ options, host }: CliCall, usernames: readonly string[]): Promise<void> {
  if (options.flag('dryRun') || options.flag('yes')) return;
  const who = usernames.length === 1 ? printable(usernames[0] ?? '') : `${usernames.length} people`;
  const question = `Take ${who} out of Flex? [y/N] `;
  const reply = host.input.isTTY ? await host.input.ask(question) : '';
  if (!/^y(es)?$/i.test(reply.trim())) throw new Refusal('CONFIRMATION_REQUIRED', { question });
}

function resultText(result: Result, style: Style): readonly string[] {
  const head = `${style.strong(printable(result.username))}: ${result.ok ? style.good('ok') : style.bad('not done')}`;
  if (!('steps' in result)) return [head, `  ${result.code}: ${result.detail}`];
  const paint = (text: string): string => (text === 'failed' ? style.bad(text) : text);
  const rows = result.steps.map(({ step, result: outcome, detail }) => [`  ${step}`, paint(outcome), detail]);
  return [head, table(['  step', 'result', ''], rows, style)];
}

const DONE = 'blocked anyway, so that a login by this name is refused (`flexgate unblock` takes it back)';
const WOULD = 'a run without --dry-run would block the name all the same';

function answerOf(results: readonly Result[], dryRun: boolean, notes: readonly string[]): Answer {
  const failed = results.filter(({ ok }) => !ok).length;
  const summary = `${results.length - failed} of ${results.length} ${dryRun ? 'could be taken' : 'are'} out of Flex`;
  return {
    ok: failed === 0,
    notes,
    json: { ok: failed === 0, dry_run: dryRun, people: results },
    text: (style) => lines(...results.map((result) => resultText(result, style)), '', summary),
  };
}

async function run(call: CliCall): Promise<Answer> {
  const { options, host } = call;
  const usernames = await usernamesOf(call);
  const dryRun = options.flag('dryRun');
  const reason = dryRun ? (options.text('reason') ?? 'dry run') : reasonOf(call);
  await ensureConfirmed(call, usernames);
  const namespace = options.text('namespace');
  const order = { by: operatorOf(host), reason, dryRun, deleteUser: options.flag('deleteUser') };
  const progress = progressOn(host);
  let done = 0;
  const { results, notes } = await withGateway(host, async ({ useCases: { operations }, joinBudget }) => {
    await joinBudget();
    const all = await sideBySide(usernames, AT_ONCE, async (username) => {
      const result = await one(
        username,
        { ...order, ...(namespace !== undefined && { namespace }) },
        operations.deprovision,
      );
      done += 1;
      progress.show(bar(done, usernames.length));
      return result;
    });
    const unknown = all.flatMap((result) => ('neverSeen' in result ? [result.username] : []));
    return { results: all, notes: await neverSeenNotes(unknown, dryRun ? WOULD : DONE, operations.list) };
  });
  progress.end();
  return answerOf(results, dryRun, notes);
}

export const deprovision: CliCommand = {
  name: 'deprovision',
  args: '[username...]',
  summary: 'take people out of Flex: block, end sessions, delete the worker; repeat it until all is done',
  options: [
    LIST_OPTION,
    REASON_OPTION,
    { flags: '--dry-run', summary: 'look only' },
    { flags: '--delete-user', summary: 'also delete the Conversation User, when the worker is gone' },
    NAMESPACE_OPTION,
    { flags: '--yes', summary: 'without asking; needed where there is no terminal' },
  ],
  run,
};
