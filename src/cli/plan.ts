import { randomBytes } from 'node:crypto';
import { loadPolicies } from '../config/load-policies.ts';
import { counted } from '../kernel/counted.ts';
import { printable } from '../kernel/printable.ts';
import { planPeople } from '../planning/plan-people.ts';
import type { PeoplePlan, Progress, UnknownPerson, WhyUnknown } from '../planning/plan-people.ts';
import { createTraces } from '../traces/trace-recorder.ts';
import type { Answer, CliCall, CliCommand } from './command.ts';
import { requireConfig } from './config-source.ts';
import { withStore } from './open-store.ts';
import { changeLines, changesTold, countsOf } from './people-changes-text.ts';
import { bar, progressOn } from './progress.ts';
import { lines } from './style.ts';
import type { Style } from './style.ts';

/** Not a failure, and not “nothing changes”. */
const SOMETHING_CHANGES = 3;

const REASONS: Readonly<Record<WhyUnknown, string>> = {
  'names-only':
    'the values of their attributes were not kept (traces.values: names-only; “shown” keeps them from then on)',
  'in-part': 'a value is not kept to the letter: longer than 80 characters, with invisible ones, or one of too many',
  'no-record': 'the login that their roles come from is no longer recorded (traces.keep, traces.cap)',
  'no-connection': 'their connection is not in this configuration',
};
const WHYS = Object.keys(REASONS) as readonly WhyUnknown[];

function unknownLines(unknown: readonly UnknownPerson[], style: Style): readonly string[] {
  return WHYS.flatMap((why) => {
    const people = unknown.filter((person) => person.why === why);
    if (people.length === 0) return [];
    return [
      style.warn(`Unknown until their next login, as ${REASONS[why]}:`),
      ...people.map(({ username, roles }) => `  ${printable(username)}: ${roles.join(', ')} now`),
    ];
  });
}

const totalOf = ({ changed, unchanged, unknown, blocked }: PeoplePlan): number =>
  changed.length + unchanged + unknown.length + blocked.length;

const summaryOf = (plan: PeoplePlan): string =>
  [
    `${counted(totalOf(plan), 'person', 'people')}, ${changesTold(plan.changed)}`,
    `${plan.unchanged} unchanged, ${plan.unknown.length} unknown until their next login, ${plan.blocked.length} blocked`,
  ].join('; ');

const jsonOf = (plan: PeoplePlan): object => ({
  people: totalOf(plan),
  counts: {
    ...Object.fromEntries(countsOf(plan.changed).map(({ change, people }) => [change, people])),
    none: plan.unchanged,
    unknown: plan.unknown.length,
    blocked: plan.blocked.length,
  },
  changed: plan.changed,
  unknown: plan.unknown.map(({ why, ...person }) => ({ ...person, reason: why, text: REASONS[why] })),
  blocked: plan.blocked,
});

const answerOf = (plan: PeoplePlan): Answer => ({
  ok: plan.changed.length === 0 && plan.unknown.length === 0,
  exitCode: SOMETHING_CHANGES,
  json: jsonOf(plan),
  text: (style) =>
    lines(...plan.changed.map((row) => changeLines(row, style)), unknownLines(plan.unknown, style), summaryOf(plan)),
});

const progressText = ({ phase, done, total }: Progress): string => `${phase.padEnd(6)} ${bar(done, total)}`;
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function run({ host }: CliCall): Promise<Answer> {
  const { text, sources } = requireConfig(host.env);
  const { policies, disabled } = loadPolicies(text, sources);
  return withStore(host, async ({ records, traces: lists, subjects, ledger }) => {
    const settings = { ttlMs: 1, values: 'names-only' } as const;
    const traces = createTraces({ records, clock: host.clock, randomBytes, log, settings });
    const progress = progressOn(host);
    const onProgress = (at: Progress): void => progress.show(progressText(at));
    try {
      return answerOf(await planPeople({ policies, disabled, onProgress }, { traces, lists, subjects, ledger }));
    } finally {
      progress.end();
    }
  });
}

export const plan: CliCommand = {
  name: 'plan',
  summary:
    'what the rules of this configuration change for everybody who ever logged in, by the attributes of their last login; nothing is written. Exit code 0: nobody changes, 3: somebody does, or cannot be told',
  run,
};
