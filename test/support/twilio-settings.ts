import type { TwilioSettings } from '../../src/twilio/twilio-settings.ts';

/** SIDs of an account that does not exist. */
export const SIDS = {
  account: `AC${'a1'.repeat(16)}`,
  apiKey: `SK${'b2'.repeat(16)}`,
  workspace: `WS${'c3'.repeat(16)}`,
  service: `IS${'d4'.repeat(16)}`,
  worker: `WK${'e5'.repeat(16)}`,
  user: `US${'f6'.repeat(16)}`,
  role: `RL${'07'.repeat(16)}`,
};

export const API_KEY_SECRET = 'correct-horse-battery-staple';

/** Every form in which the secret could show in a text. */
export const SECRETS = [API_KEY_SECRET, Buffer.from(`${SIDS.apiKey}:${API_KEY_SECRET}`).toString('base64')];

export const theTwilioSettings = (changes: Partial<TwilioSettings> = {}): TwilioSettings => ({
  accountSid: SIDS.account,
  apiKey: { sid: SIDS.apiKey, secret: API_KEY_SECRET },
  workspaceSid: SIDS.workspace,
  conversationsServiceSid: SIDS.service,
  timeoutMs: 5_000,
  concurrency: 4,
  retries: 3,
  ...changes,
});
