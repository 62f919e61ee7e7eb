import { readAttributesFile } from '../config/config-test-file.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Attributes } from '../roles/attributes.ts';
import { areLengthsOnly } from '../traces/kept-attributes.ts';
import type { Trace } from '../traces/trace.ts';
import type { CliCall, GivenOptions } from './command.ts';
import { readTextFile } from './files.ts';
import { readTrace } from './recorded-trace.ts';
import { readUnverified } from './unverified-assertion.ts';

/** What is to be explained. */
export interface ExplainSource {
  readonly attributes: Attributes;
  readonly username?: string;
  readonly connection?: string;
  /** A sentence that the reader must know. */
  readonly caution?: string;
}

/** A trace that kept no values cannot be decided anew; what was decided then is in it. */
export interface RecordedDecision {
  readonly recorded: Trace;
}

const NOT_VERIFIED =
  'NOT VERIFIED: the signature, the time and the audience of this assertion were not checked. The gateway may refuse it.';
const FROM_TRACE =
  'Decided anew with the configuration of now from the values that the trace kept (at most 80 characters of each).';

function attributePairs(given: readonly string[]): Attributes {
  const attributes = new Map<string, string[]>();
  for (const pair of given) {
    const at = pair.indexOf('=');
    if (at < 1) throw new Refusal('COMMAND_INVALID', { problem: `--attribute takes name=value, not “${pair}”` });
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    attributes.set(name, [...(attributes.get(name) ?? []), value]);
  }
  return attributes;
}

function fromAttributes(options: GivenOptions): ExplainSource {
  const file = options.text('attributes');
  const fromFile = file === undefined ? new Map<string, string[]>() : readAttributesFile(readTextFile(file), file);
  return { attributes: new Map([...fromFile, ...attributePairs(options.list('attribute'))]) };
}

async function fromTrace(id: string, { host }: CliCall): Promise<ExplainSource | RecordedDecision> {
  const trace = await readTrace(id, host);
  const { attributes, connection, username } = trace;
  const kept = new Map(Object.entries(attributes ?? {}));
  if (attributes === undefined || kept.size === 0 || areLengthsOnly(kept)) return { recorded: trace };
  return {
    attributes: kept,
    connection,
    ...(username !== undefined && { username }),
    caution: FROM_TRACE,
  };
}

const SOURCES = '--attributes or --attribute, --assertion, --trace';

/** The one source that the options name. Refusal COMMAND_INVALID for none, or several. */
export async function explainSource(call: CliCall): Promise<ExplainSource | RecordedDecision> {
  const { options } = call;
  const [assertion, trace] = [options.text('assertion'), options.text('trace')];
  const byAttributes = options.text('attributes') !== undefined || options.list('attribute').length > 0;
  const sources = [assertion !== undefined, trace !== undefined, byAttributes].filter((given) => given).length;
  if (sources !== 1) throw new Refusal('COMMAND_INVALID', { problem: `give exactly one of ${SOURCES}` });
  if (assertion !== undefined) return { ...readUnverified(readTextFile(assertion)), caution: NOT_VERIFIED };
  return trace === undefined ? fromAttributes(options) : fromTrace(trace, call);
}
