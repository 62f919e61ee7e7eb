import { counted } from '../kernel/counted.ts';
import { Refusal } from '../kernel/refusal.ts';
import { printable } from '../kernel/printable.ts';
import { createListSubjects } from '../leavers/stale-subjects.ts';
import type { ListedSubject } from '../leavers/stale-subjects.ts';
import type { Answer, CliCall, CliCommand } from './command.ts';
import { withStore } from './open-store.ts';
import { lines, table } from './style.ts';
import type { Style } from './style.ts';

const PAGE = 200;

function daysOf({ options }: CliCall): number | undefined {
  const text = options.text('staleDays');
  if (text === undefined) return undefined;
  if (!/^\d{1,5}$/.test(text)) throw new Refusal('COMMAND_INVALID', { problem: '--stale-days takes a number of days' });
  return Number(text);
}

const iso = (ms: number): string => new Date(ms).toISOString();

const stateOf = ({ blocked, provisioned }: ListedSubject, style: Style): string => {
  if (blocked) return style.bad('blocked');
  return provisioned ? 'in Flex' : style.warn('not in Flex');
};

function answerOf(subjects: readonly ListedSubject[]): Answer {
  return {
    ok: true,
    json: { subjects: subjects.map(({ lastLogin, ...rest }) => ({ ...rest, last_login: iso(lastLogin) })) },
    text: (style) =>
      lines(
        table(
          ['person', 'last login', 'state', 'roles'],
          subjects.map((subject) => [
            printable(subject.username),
            iso(subject.lastLogin),
            stateOf(subject, style),
            subject.roles.join(', '),
          ]),
          style,
        ),
        '',
        counted(subjects.length, 'person', 'people'),
      ),
  };
}

/** Everybody, page by page. Only the store is asked. */
function run(call: CliCall): Promise<Answer> {
  const staleDays = daysOf(call);
  return withStore(call.host, async ({ subjects, ledger }) => {
    const list = createListSubjects({ subjects, ledger, clock: call.host.clock });
    const found: ListedSubject[] = [];
    let cursor: string | undefined;
    do {
      const place = cursor === undefined ? {} : { cursor };
      const page = await list({ limit: PAGE, ...place, ...(staleDays !== undefined && { staleDays }) });
      found.push(...page.subjects);
      cursor = page.next;
    } while (cursor !== undefined);
    return answerOf(found);
  });
}

export const subjects: CliCommand = {
  name: 'subjects',
  summary: 'everybody who logged in, the longest away first',
  options: [{ flags: '--stale-days <days>', summary: 'only those who did not log in for so many days' }],
  run,
};
