import type { ServiceContext } from 'twilio/lib/rest/conversations/v1/service';
import type { WorkspaceContext } from 'twilio/lib/rest/taskrouter/v1/workspace';
import { isRefusal, type RefusalCode } from '../kernel/refusal.ts';
import type { TwilioCalls } from './twilio-calls.ts';
import { withTwilioDeadline } from './twilio-scope.ts';
import { toOwned } from './wire.ts';

export interface TwilioCheck {
  readonly name: 'workspace' | 'conversations-service';
  readonly ok: boolean;
  /** Friendly name in Twilio, where it answered: “Flex Task Assignment”, “Flex Chat Service”. */
  readonly friendlyName?: string;
  /** Whose it is, where it answered. Neither product asks for the account: a wrong one in the settings is seen only here. */
  readonly accountSid?: string;
  readonly problem?: { readonly code: RefusalCode; readonly detail: string };
}

export interface TwilioReadiness {
  /** One read of each product that a login needs, side by side. Never rejects for a refusal; ends after `deadlineMs`. */
  check(deadlineMs: number): Promise<readonly TwilioCheck[]>;
}

export function createTwilioReadiness(
  { workspace, service }: { workspace: WorkspaceContext; service: ServiceContext },
  calls: TwilioCalls,
): TwilioReadiness {
  const probe = async (name: TwilioCheck['name'], read: () => Promise<unknown>): Promise<TwilioCheck> => {
    try {
      return { name, ok: true, ...(await calls.repeatable(`${name}.fetch`, () => read().then(toOwned))) };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return { name, ok: false, problem: { code: error.code, detail: error.detailForOperators } };
    }
  };
  return {
    check: (deadlineMs) =>
      withTwilioDeadline(deadlineMs, () =>
        Promise.all([
          probe('workspace', () => workspace.fetch()),
          probe('conversations-service', () => service.fetch()),
        ]),
      ),
  };
}
