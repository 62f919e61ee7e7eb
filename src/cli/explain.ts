import { loadPolicies } from '../config/load-policies.ts';
import { printable } from '../kernel/printable.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { AttributeExplanation, Explanation, RoleExplanation } from '../roles/assignment.ts';
import { judge } from '../roles/decide.ts';
import type { Judgement } from '../roles/decide.ts';
import type { RolePolicy } from '../roles/policy.ts';
import type { Trace } from '../traces/trace.ts';
import type { Answer, CliCall, CliCommand } from './command.ts';
import { requireConfig } from './config-source.ts';
import { explainSource } from './explain-source.ts';
import type { ExplainSource } from './explain-source.ts';
import { lines } from './style.ts';
import type { Style } from './style.ts';

const SOMEBODY = 'somebody@example.com';

/** The connection of that name, or the only one. Refusal COMMAND_INVALID. */
export function choosePolicy(policies: ReadonlyMap<string, RolePolicy>, name: string | undefined): RolePolicy {
  const [first, second] = policies.values();
  const policy = name === undefined && second === undefined ? first : policies.get(name ?? '');
  if (policy !== undefined) return policy;
  const known = [...policies.keys()].join(', ');
  const problem =
    name === undefined ? `--connection is needed: one of ${known}` : `no connection ${name} among ${known}`;
  throw new Refusal('COMMAND_INVALID', { problem });
}

type Entry = RoleExplanation | AttributeExplanation;

function entryLine({ outcome, text }: Entry, style: Style): string {
  if (outcome === 'refused') return `  ${style.bad('refused')}  ${text}`;
  if (outcome === 'granted') return `  ${style.good('granted')}  ${text}`;
  return `  ${style.dim(outcome.padEnd('granted'.length))}  ${text}`;
}

const explanationText = ({ connection, roles, attributes }: Explanation, style: Style): readonly string[] => [
  `Connection ${connection}`,
  ...(roles.length === 0 ? [] : ['Roles', ...roles.map((entry) => entryLine(entry, style))]),
  ...(attributes.length === 0 ? [] : ['Attributes', ...attributes.map((entry) => entryLine(entry, style))]),
];

function verdictLines({ outcome }: Judgement, username: string, style: Style): readonly string[] {
  if ('assignment' in outcome) {
    const { identity, roles } = outcome.assignment;
    return [`${style.strong(printable(username))} (identity ${identity}): ${style.good(roles.join(', '))}`];
  }
  const { code, entry, detail } = outcome.refusal;
  return [`${style.strong(printable(username))}: ${style.bad(`${code}: ${entry.title}`)}`, `  ${detail}`];
}

function judgementJson({ outcome, explanation }: Judgement): object {
  if ('assignment' in outcome) return { outcome: 'granted', assignment: outcome.assignment };
  const { code, entry, detail } = outcome.refusal;
  return { outcome: 'refused', code, title: entry.title, detail, explanation };
}

function answerOf(judgement: Judgement, username: string, { caution }: ExplainSource): Answer {
  return {
    ok: 'assignment' in judgement.outcome,
    json: { username, ...(caution !== undefined && { caution }), ...judgementJson(judgement) },
    text: (style) =>
      lines(
        caution === undefined ? [] : style.warn(caution),
        verdictLines(judgement, username, style),
        explanationText(judgement.explanation, style),
      ),
  };
}

const NAMES_ONLY = 'The trace kept no values (traces.values: names-only): this is what was decided then.';

function recordedAnswer({ id, outcome, code, username, explanation }: Trace): Answer {
  return {
    ok: outcome === 'granted',
    json: { trace: id, caution: NAMES_ONLY, outcome, code, username, explanation },
    text: (style) =>
      lines(
        style.warn(NAMES_ONLY),
        `${printable(username ?? 'nobody')}: ${outcome}${code === undefined ? '' : ` ${code}`}`,
        explanation === undefined ? 'It was refused before roles were decided.' : explanationText(explanation, style),
      ),
  };
}

async function run(call: CliCall): Promise<Answer> {
  const { options, host } = call;
  const source = await explainSource(call);
  if ('recorded' in source) return recordedAnswer(source.recorded);
  const { text, sources } = requireConfig(host.env);
  const { policies } = loadPolicies(text, sources);
  const policy = choosePolicy(policies, options.text('connection') ?? source.connection);
  const username = options.text('username') ?? source.username ?? SOMEBODY;
  return answerOf(judge({ username, attributes: source.attributes, policy }), username, source);
}

export const explain: CliCommand = {
  name: 'explain',
  summary: 'which roles somebody gets, and why: attribute, rule, ceiling and default',
  options: [
    { flags: '--attributes <file>', summary: 'YAML or JSON: name to value, or to a list of values' },
    { flags: '--attribute <name=value>', summary: 'one attribute; repeat it for more', repeat: true },
    { flags: '--assertion <file>', summary: 'a SAML Response or Assertion, XML or base64; it is not verified' },
    { flags: '--trace <id>', summary: 'a recorded login' },
    { flags: '--connection <name>', summary: 'whose rules; needed where there are several connections' },
    { flags: '--username <name>', summary: 'the NameID' },
  ],
  run,
};
