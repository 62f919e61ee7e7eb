import type { Log } from '../kernel/log.ts';
import { isRefusal, Refusal, type RefusalCode } from '../kernel/refusal.ts';
import type { Attributes } from '../roles/attributes.ts';
import type { ArrivedLogout, VerifiedLogout } from '../saml/logout/logout-message.ts';
import type { Traces } from '../traces/trace-recorder.ts';
import { Attempt } from './attempt.ts';

export interface LogoutTraceDeps {
  readonly traces: Pick<Traces, 'begin'>;
  /** Ties the id of the trace to an error on its way to the browser. */
  readonly attachTrace: (error: unknown, trace: string) => void;
  /** Codes that are no fault of the IdP. */
  readonly isFailure: (code: RefusalCode) => boolean;
  readonly log: Log;
}

const sizeOf = (arrived: ArrivedLogout): number =>
  arrived.binding === 'redirect' ? arrived.rawQuery.length : arrived.encoded.length;

/** What the verified message says, under the names that SAML has for it (core 3.7). */
export function factsOf({ binding, message }: VerifiedLogout): Attributes {
  const binds: readonly [string, readonly string[]] = ['Binding', [binding]];
  if (message.kind === 'response')
    return new Map([binds, ['InResponseTo', [message.inResponseTo]], ['Status', [message.status]]]);
  const { id, nameId, sessionIndexes } = message;
  return new Map([binds, ['ID', [id]], ['NameID', [nameId]], ['SessionIndex', sessionIndexes]]);
}

/** One logout message of the IdP, with its trace, whatever becomes of it. `connection` is the text of the path. */
export async function tracedLogout<T>(
  { connection, arrived }: { readonly connection: string; readonly arrived: ArrivedLogout },
  act: (attempt: Attempt) => Promise<T>,
  deps: LogoutTraceDeps,
): Promise<T> {
  const attempt = new Attempt(deps.traces.begin(connection, 'logout'));
  attempt.draft.found({ responseSize: sizeOf(arrived) });
  try {
    const result = await act(attempt);
    await attempt.draft.finish('granted');
    return result;
  } catch (error) {
    await recordRefused(error, attempt, deps);
    throw error;
  }
}

async function recordRefused(error: unknown, attempt: Attempt, deps: LogoutTraceDeps): Promise<void> {
  const { code, detail, entry } = isRefusal(error) ? error : new Refusal('INTERNAL', {});
  const outcome = deps.isFailure(code) ? 'failed' : 'refused';
  attempt.refused(`${code}: ${entry.title}`);
  await attempt.draft.finish(outcome, { code, detail });
  deps.attachTrace(error, attempt.draft.id);
  deps.log.info({ trace: attempt.draft.id, outcome, code }, 'logout message refused');
}
