import { driftJson } from '../admin/drift-routes.ts';
import { isClean } from '../drift/drift-report.ts';
import type { DriftProgress, DriftReport, SubjectDrift } from '../drift/drift-report.ts';
import { POLICIES } from '../drift/finding.ts';
import type { Policy } from '../drift/finding.ts';
import { counted } from '../kernel/counted.ts';
import { printable } from '../kernel/printable.ts';
import { ensure, Refusal } from '../kernel/refusal.ts';
import type { Subject } from '../provisioning/subject.ts';
import type { Gateway } from '../compose/gateway.ts';
import type { Answer, CliCall, CliCommand } from './command.ts';
import { bar, progressOn } from './progress.ts';
import { lines } from './style.ts';
import type { Style } from './style.ts';
import { operatorOf, withGateway } from './with-gateway.ts';

function policyOf({ options }: CliCall): Policy {
  const text = options.text('policy') ?? 'report';
  const policy = POLICIES.find((known) => known === text);
  if (policy === undefined)
    throw new Refusal('COMMAND_INVALID', { problem: `--policy is one of ${POLICIES.join(', ')}` });
  return policy;
}

async function peopleOf(
  { args, options }: CliCall,
  { useCases: { operations } }: Gateway,
): Promise<readonly Subject[] | undefined> {
  const all = options.flag('all');
  if (all === args.length > 0) throw new Refusal('COMMAND_INVALID', { problem: 'give either usernames or --all' });
  if (all) return undefined;
  return Promise.all(
    args.map(async (username) => {
      const { subject, state } = await operations.find(username);
      ensure(state !== undefined, 'SUBJECT_UNKNOWN', { username });
      return subject;
    }),
  );
}

const progressText = ({ phase, done, total }: DriftProgress): string =>
  `${phase.padEnd(8)} ${total === undefined ? String(done) : bar(done, total)}`;

function driftLines({ username, findings, action, code }: SubjectDrift, style: Style): readonly string[] {
  const paint = { security: style.bad, warning: style.warn, notice: style.dim };
  return [
    `${style.strong(printable(username))}: ${action}${code === undefined ? '' : ` (${code})`}`,
    ...findings.map(({ severity, text }) => `  ${paint[severity](severity)} ${text}`),
  ];
}

function summaryOf({ checked, subjects, foreign, unprovisioned, movedMeanwhile }: DriftReport): string {
  const asides = [
    `${unprovisioned} not in Flex`,
    `${movedMeanwhile} changed by a login meanwhile`,
    `${foreign.count} workers that are not ours`,
  ];
  return `${counted(checked, 'person', 'people')} compared, ${subjects.length} edited elsewhere; ${asides.join(', ')}`;
}

const answerOf = (report: DriftReport): Answer => ({
  ok: isClean(report),
  json: driftJson(report),
  text: (style) => lines(...report.subjects.map((drift) => driftLines(drift, style)), summaryOf(report)),
});

function run(call: CliCall): Promise<Answer> {
  const policy = policyOf(call);
  return withGateway(call.host, async (gateway) => {
    const people = await peopleOf(call, gateway);
    await gateway.joinBudget();
    const progress = progressOn(call.host);
    const report = await gateway.useCases.operations.detectDrift({
      policy,
      by: `operator:${operatorOf(call.host)}`,
      onProgress: (at) => progress.show(progressText(at)),
      ...(people !== undefined && { subjects: people }),
    });
    progress.end();
    return answerOf(report);
  });
}

export const reconcile: CliCommand = {
  name: 'reconcile',
  args: '[username...]',
  summary: 'compare Twilio with what was decided, and tell, undo or adopt edits made elsewhere',
  options: [
    { flags: '--all', summary: 'everybody; Twilio is asked for lists, not for each person' },
    { flags: '--policy <policy>', summary: `${POLICIES.join(', ')} (default: report); adopt never raises anybody` },
  ],
  run,
};
