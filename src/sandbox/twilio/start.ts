import { randomBytes } from 'node:crypto';
import type { Clock } from '../../kernel/clock.ts';
import type { Account, Context } from './account.ts';
import { createApp } from './app.ts';
import type { Dataset } from './dataset.ts';
import { handleOf } from './handle.ts';
import { defaultSettings } from './settings.ts';
import type { TwilioStandIn } from './stand-in.ts';
import { ActionRates } from './wire/action-rates.ts';
import type { Exchange } from './wire/exchange.ts';
import { Faults } from './wire/faults.ts';
import { listen, urlOf } from './wire/listen.ts';
import { RequestLog } from './wire/request-log.ts';
import { wellKnownSid } from './wire/sid.ts';
import { createWorld } from './world.ts';

export interface TwilioStandInOptions {
  /** 0 (default): any free port. */
  readonly port?: number;
  readonly host?: string;
  /** NODE_ENV as the entry file read it; with `production` the stand-in refuses to start. */
  readonly environment?: string | undefined;
  readonly accountSid?: string;
  readonly apiKeySid?: string;
  readonly apiKeySecret?: string;
  readonly authToken?: string;
  readonly clock?: Clock;
  /** User, Role and Conversation changes per second, each. 30 unless told; null: unlimited. */
  readonly actionRateLimit?: number | null;
  readonly dataset?: Dataset;
}

/** SIDs are the same in every process, secrets are new in each. */
const accountOf = (options: TwilioStandInOptions): Account => ({
  accountSid: options.accountSid ?? wellKnownSid('AC', 'stand-in account'),
  apiKey: {
    sid: options.apiKeySid ?? wellKnownSid('SK', 'stand-in API key'),
    secret: options.apiKeySecret ?? randomBytes(24).toString('base64url'),
  },
  authToken: options.authToken ?? randomBytes(16).toString('hex'),
});

function contextOf(options: TwilioStandInOptions): Context {
  const { clock = Date.now, actionRateLimit } = options;
  const settings = defaultSettings();
  if (actionRateLimit !== undefined) settings.actionRateLimit = actionRateLimit ?? undefined;
  return { account: accountOf(options), clock, settings };
}

/**
 * Starts a stand-in of the Twilio APIs that Flexgate uses (TaskRouter, Conversations, Flex, IAM, read-only Chat), as a
 * server of its own. A development tool: rejects where the environment is production.
 */
export async function startTwilioStandIn(options: TwilioStandInOptions = {}): Promise<TwilioStandIn> {
  if (options.environment === 'production') {
    throw new Error(
      'The stand-in of Twilio does not start with NODE_ENV=production. Configure twilio: with real credentials instead.',
    );
  }
  const context = contextOf(options);
  const initialSettings = { ...context.settings };
  let world = createWorld(context, options.dataset ?? {});
  const [log, faults, rates] = [new RequestLog(), new Faults(), new ActionRates(context.clock)];
  const exchange: Exchange = { context, serviceSid: world.service.sid, rates, faults, log, load: { current: 0 } };
  const app = createApp(
    () => world.products,
    exchange,
    () => handle,
  );
  const server = await listen(app, options.port ?? 0, options.host ?? '127.0.0.1');
  const handle = handleOf({
    server,
    url: urlOf(server),
    exchange,
    world: () => world,
    reset: () => {
      world = createWorld(context, options.dataset ?? {});
      Object.assign(context.settings, initialSettings);
      for (const part of [faults, rates]) part.reset();
      log.clear();
    },
  });
  return handle;
}
