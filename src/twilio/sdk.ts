import type RequestClient from 'twilio/lib/base/RequestClient';
// Not the package's front door: tokens, TwiML and webhooks would double the time it takes to load.
import Twilio from 'twilio/lib/rest/Twilio';
import type { TwilioHttpClient } from './twilio-http-client.ts';
import type { TwilioSettings } from './twilio-settings.ts';

/**
 * The official SDK over our own http client. Empty texts where we set nothing: for `undefined` it would read
 * TWILIO_REGION, TWILIO_EDGE and TWILIO_LOG_LEVEL, and with the last one print requests.
 */
export function createSdk(settings: TwilioSettings, client: Pick<TwilioHttpClient, 'request'>): Twilio {
  const { region = '', edge = '' } = settings.baseUrl === undefined ? settings : {};
  return new Twilio(settings.apiKey.sid, settings.apiKey.secret, {
    accountSid: settings.accountSid,
    // The SDK's type wants its own class, with axios in it; all it calls is `request`.
    httpClient: client as unknown as RequestClient,
    region,
    edge,
    logLevel: '',
    userAgentExtensions: ['flexgate'],
  });
}
