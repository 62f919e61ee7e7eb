import { isRefusal } from '../kernel/refusal.ts';
import { printable } from '../kernel/printable.ts';
import type { Blocks } from '../leavers/block.ts';
import type { Answer, CliCall, CliCommand } from './command.ts';
import { neverSeenNotes } from './never-seen.ts';
import { table } from './style.ts';
import { LIST_OPTION, NAMESPACE_OPTION, REASON_OPTION, reasonOf, usernamesOf } from './usernames.ts';
import { operatorOf, withGateway } from './with-gateway.ts';

type Act = keyof Blocks;

interface Result {
  readonly username: string;
  readonly result: 'done' | 'already' | 'failed';
  readonly code?: string;
  readonly detail?: string;
  readonly neverSeen?: true;
}

async function one(username: string, act: () => ReturnType<Blocks[Act]>): Promise<Result> {
  try {
    const { result, neverSeen } = await act();
    return { username, result, ...(neverSeen && { neverSeen }) };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { username, result: 'failed', code: error.code, detail: error.detailForOperators };
  }
}

const isUnknown = ({ neverSeen, code }: Result): boolean => neverSeen === true || code === 'SUBJECT_UNKNOWN';

const DONE: Readonly<Record<Act, string>> = {
  block: 'blocked anyway, so that a login by this name is refused (`flexgate unblock` takes it back)',
  unblock: 'there is nothing to unblock',
};

const answerOf = (results: readonly Result[], notes: readonly string[]): Answer => ({
  notes,
  ok: results.every(({ result }) => result !== 'failed'),
  json: { people: results },
  text: (style) =>
    table(
      ['person', 'result', ''],
      results.map(({ username, result, code, detail }) => [
        printable(username),
        result === 'failed' ? style.bad(result) : style.good(result),
        code === undefined ? '' : `${code}: ${detail}`,
      ]),
      style,
    ),
});

const run =
  (act: Act) =>
  async (call: CliCall): Promise<Answer> => {
    const usernames = await usernamesOf(call);
    const namespace = call.options.text('namespace');
    const order = { by: operatorOf(call.host), reason: reasonOf(call), ...(namespace !== undefined && { namespace }) };
    return withGateway(call.host, async ({ useCases: { operations } }) => {
      const results: Result[] = [];
      for (const username of usernames)
        results.push(await one(username, () => operations.blocks[act](username, order)));
      const unknown = results.filter(isUnknown).map(({ username }) => username);
      return answerOf(results, await neverSeenNotes(unknown, DONE[act], operations.list));
    });
  };

const command = (act: Act, summary: string): CliCommand => ({
  name: act,
  args: '[username...]',
  summary,
  options: [LIST_OPTION, REASON_OPTION, NAMESPACE_OPTION],
  run: run(act),
});

export const block = command('block', 'end all sessions of people and let them in no more; Twilio stays as it is');
export const unblock = command('unblock', 'let people in again');
