import type { TokenSettings } from '../../src/tokens/token-settings.ts';

/** SIDs of the right length: Twilio's own SDK looks at them. */
export const aTokenSettings = (over: Partial<TokenSettings> = {}): TokenSettings => ({
  accountSid: `AC${'0'.repeat(32)}`,
  apiKeySid: `SK${'1'.repeat(32)}`,
  apiKeySecret: 'a secret of the test only',
  ttlMs: 3_600_000,
  conversationsServiceSid: `IS${'2'.repeat(32)}`,
  workspaceSid: `WS${'3'.repeat(32)}`,
  roles: true,
  ...over,
});
