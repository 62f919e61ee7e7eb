import { auditKeysOf } from '../audit/audit-key.ts';
import type { AuditKeys } from '../audit/audit-key.ts';
import { exportLog } from '../audit/export-log.ts';
import type { Period } from '../audit/export-log.ts';
import { notedHeadsIn } from '../audit/noted-heads.ts';
import { lineOf, recordsOf } from '../audit/record-text.ts';
import { verifyChain } from '../audit/verify-chain.ts';
import type { ChainReport, Expected } from '../audit/verify-chain.ts';
import { verifyLog } from '../audit/verify-log.ts';
import { loadAuditSecrets } from '../config/load-sections.ts';
import { counted } from '../kernel/counted.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Answer, CliCall, CliCommand } from './command.ts';
import { findConfig } from './config-source.ts';
import { readTextFile } from './files.ts';
import { withStore } from './open-store.ts';
import { lines } from './style.ts';
import type { Style } from './style.ts';
import { escapedJson } from '../kernel/terminal.ts';

function momentOf({ options }: CliCall, name: 'from' | 'to'): number | undefined {
  const text = options.text(name);
  if (text === undefined) return undefined;
  const moment = Date.parse(text);
  if (Number.isNaN(moment)) {
    throw new Refusal('COMMAND_INVALID', {
      problem: `--${name} takes a date such as 2026-11-24 or 2026-11-24T09:00:00Z`,
    });
  }
  return moment;
}

function periodOf(call: CliCall): Period {
  const [from, to] = [momentOf(call, 'from'), momentOf(call, 'to')];
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

/** JSON lines go out as they are read: the whole need not fit into memory. */
async function exportRecords(call: CliCall): Promise<undefined> {
  const period = periodOf(call);
  await withStore(call.host, async ({ audit }) => {
    for await (const record of exportLog(audit, period)) call.host.out.write(escapedJson(lineOf(record)));
  });
  return undefined;
}

export const auditExport: CliCommand = {
  name: 'audit export',
  summary: 'every record of the audit as JSON lines',
  options: [
    { flags: '--from <date>', summary: 'from the first record on that is not before' },
    { flags: '--to <date>', summary: 'to the last that is not after; the beginning of a part must be anchored' },
  ],
  run: exportRecords,
};

const WHOLE = /^0{64}$/;

function anchorText({ anchor, firstSeq }: ChainReport): readonly string[] {
  if (anchor === undefined) return ['there is no record'];
  if (WHOLE.test(anchor)) return ['the chain is whole: it begins with the first record ever'];
  return [
    `begins with record ${firstSeq}: older ones were cut off. Anchor, the hash of the last of them:`,
    `  ${anchor}`,
  ];
}

function keyText({ records, unkeyed }: ChainReport, style: Style): readonly string[] {
  if (records === 0) return [];
  if (unkeyed === 0) return ['keyed: nobody without the key can have made it'];
  const which = unkeyed === records ? 'unkeyed' : `the first ${unkeyed} records are unkeyed`;
  return [style.warn(`${which}: whoever can write to the store can have made them anew`)];
}

function notedText({ notedCompared }: ChainReport, noted: number): readonly string[] {
  if (notedCompared === undefined) return [];
  const older = noted - notedCompared;
  const rest = older === 0 ? [] : [`${counted(older, 'noted head')} older than all that is kept: not compared`];
  return [`${counted(notedCompared, 'noted head')} compared`, ...rest];
}

const lossText = ({ losses = [] }: ChainReport, style: Style): readonly string[] =>
  losses.map((seq) =>
    style.warn(`record ${seq} tells that the store had lost records before it; how many is not known`),
  );

const WHY_ALLOW =
  'Only a release before audit keys wrote such records. Where this trail is that old, verify it with --allow-unkeyed and, ' +
  'of what came after, compare the anchor with a head that you noted down; else somebody without the key wrote this one';

const advice = ({ problem }: ChainReport): readonly string[] => (problem?.kind === 'unkeyed' ? [WHY_ALLOW] : []);

function reportText(report: ChainReport, noted: number, style: Style): string {
  const { ok, records, firstSeq, lastSeq, head, problem } = report;
  return lines(
    ok
      ? style.good(`${counted(records, 'record')}, the chain holds`)
      : style.bad(problem?.text ?? 'the chain does not hold'),
    advice(report),
    records === 0 ? [] : `records ${firstSeq} to ${lastSeq}`,
    ok ? keyText(report, style) : [],
    ok ? notedText(report, noted) : [],
    lossText(report, style),
    anchorText(report),
    head === undefined ? [] : ['head, to be noted down:', `  ${head}`],
  );
}

const answerOf = (report: ChainReport, { noted = [] }: Expected): Answer => ({
  ok: report.ok,
  json: report,
  text: (style) => reportText(report, noted.length, style),
});

const verifyStore = (host: CliCall['host'], expected: Expected): Promise<ChainReport> =>
  withStore(host, ({ audit }) => verifyLog(audit, expected));

/** An export can be looked at where there is no configuration; only keyed records cannot be recomputed there. */
function keysOf({ env }: CliCall['host']): AuditKeys {
  const config = findConfig(env);
  return auditKeysOf(config === undefined ? [] : loadAuditSecrets(config.text, config.sources));
}

const textOf = async (file: string, { input }: CliCall['host']): Promise<string> =>
  file === '-' ? input.read() : readTextFile(file);

/** What was noted down where nobody who writes to the store comes. */
async function notedBy({ options, host }: CliCall): Promise<Pick<Expected, 'noted'>> {
  const file = options.text('noted');
  if (file === undefined) return {};
  const noted = notedHeadsIn(await textOf(file, host));
  if (noted.length > 0) return { noted };
  const problems = [{ path: 'every line', reason: 'none is JSON with the `seq` and the `hash` of a head' }];
  throw new Refusal('FILE_INVALID', { file, problems });
}

async function verify(call: CliCall): Promise<Answer> {
  const { options, host } = call;
  const [file] = call.args;
  const anchor = options.text('anchor');
  const allowUnkeyed = options.flag('allowUnkeyed');
  const noted = await notedBy(call);
  const expected = { keys: keysOf(host), allowUnkeyed, ...noted, ...(anchor !== undefined && { anchor }) };
  if (file === undefined) return answerOf(await verifyStore(host, expected), expected);
  return answerOf(verifyChain(recordsOf(await textOf(file, host), file), expected), expected);
}

export const auditVerify: CliCommand = {
  name: 'audit verify',
  args: '[file]',
  summary:
    'recompute the chain of the audit, in the store or in an export (`-`: standard input), and name the first gap',
  options: [
    { flags: '--anchor <hash>', summary: 'the head of an earlier export, which these records must follow' },
    {
      flags: '--noted <file>',
      summary:
        'heads that were noted down, as JSON lines (`-`: standard input): the log of the gateways, or an earlier export. Each ' +
        'must still be in the chain: a store that lost its newest records in a failover, and went on, holds by itself',
    },
    {
      flags: '--allow-unkeyed',
      summary: 'the chain may begin with records from before there were keys, which prove nothing',
    },
  ],
  run: verify,
};
