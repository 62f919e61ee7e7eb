import type { Dataset } from '../../src/sandbox/twilio/dataset.ts';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { startTwilioStandIn } from '../../src/sandbox/twilio/start.ts';
import { BREAKER } from '../../src/twilio/circuit-breaker.ts';
import { createTwilio, type TwilioAdapters } from '../../src/twilio/create-twilio.ts';
import type { TwilioExchange } from '../../src/twilio/twilio-http-client.ts';
import type { TwilioSettings } from '../../src/twilio/twilio-settings.ts';
import { API_KEY_SECRET } from './twilio-settings.ts';

export interface TwilioBench {
  readonly standIn: TwilioStandIn;
  readonly twilio: TwilioAdapters;
  /** Waits before repeats, ms; they pass at once, on the clock of the adapters too. */
  readonly waits: number[];
  readonly exchanges: TwilioExchange[];
  /** Moves the clock of the adapters. */
  advance(ms: number): void;
  /** Adapters of their own to the same stand-in; closed with it. */
  another(changes: Partial<TwilioSettings>): TwilioAdapters;
  /** `GET 200 /v1/Workspaces/…` of every request since the last `clear`, SIDs as {WK}. */
  asked(): readonly string[];
  close(): Promise<void>;
}

const settingsFor = (standIn: TwilioStandIn): TwilioSettings => ({
  accountSid: standIn.accountSid,
  apiKey: standIn.apiKey,
  workspaceSid: standIn.workspaceSid,
  conversationsServiceSid: standIn.conversationsServiceSid,
  baseUrl: standIn.url,
  timeoutMs: 5_000,
  concurrency: 8,
  retries: 2,
});

const withoutSids = (path: string): string => path.replaceAll(/\b([A-Z]{2})[0-9a-f]{32}\b/g, '{$1}');

/** The production adapters with the official SDK, over real HTTP, against the stand-in. */
export async function aTwilio(dataset: Dataset = {}, changes: Partial<TwilioSettings> = {}): Promise<TwilioBench> {
  const standIn = await startTwilioStandIn({ apiKeySecret: API_KEY_SECRET, actionRateLimit: null, dataset });
  const [waits, exchanges]: [number[], TwilioExchange[]] = [[], []];
  const opened: TwilioAdapters[] = [];
  let now = Date.parse('2026-11-24T12:00:00Z');
  const another = (more: Partial<TwilioSettings>): TwilioAdapters => {
    const twilio = createTwilio(
      { ...settingsFor(standIn), ...more },
      {
        clock: () => now,
        observe: (exchange) => exchanges.push(exchange),
        sleep: async (ms) => {
          now += ms;
          waits.push(ms);
        },
        random: () => 0,
        serviceRoleTtlMs: 60_000,
        serviceRoleMissMs: 5_000,
        // Tests here repeat failures at will; the breaker has tests of its own.
        breaker: { ...BREAKER, failures: 1_000 },
      },
    );
    opened.push(twilio);
    return twilio;
  };
  return {
    standIn,
    twilio: another(changes),
    waits,
    exchanges,
    another,
    advance: (ms) => {
      now += ms;
    },
    asked: () => standIn.requests().map(({ method, status, path }) => `${method} ${status} ${withoutSids(path)}`),
    close: async () => {
      // The stand-in first: a request that it leaves hanging would hold up the adapters.
      await standIn.close();
      await Promise.all(opened.map((twilio) => twilio.close()));
    },
  };
}
