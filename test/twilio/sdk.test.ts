import { createSdk } from '../../src/twilio/sdk.ts';
import type { TwilioSettings } from '../../src/twilio/twilio-settings.ts';
import { SIDS, theTwilioSettings } from '../support/twilio-settings.ts';

/** The addresses that the SDK asks of its http client. */
async function addressesWith(changes: Partial<TwilioSettings>): Promise<string[]> {
  const asked: string[] = [];
  const sdk = createSdk(theTwilioSettings(changes), {
    request: ({ uri }) => {
      asked.push(uri);
      return Promise.resolve({ statusCode: 200, headers: {}, body: {} });
    },
  });
  await sdk.taskrouter.v1.workspaces(SIDS.workspace).fetch();
  await sdk.conversations.v1.services(SIDS.service).fetch();
  return asked;
}

const at = (suffix: string): string[] => [
  `https://taskrouter.${suffix}/v1/Workspaces/${SIDS.workspace}`,
  `https://conversations.${suffix}/v1/Services/${SIDS.service}`,
];

test.each<[Partial<TwilioSettings>, string]>([
  [{}, 'twilio.com'],
  [{ region: 'ie1' }, 'ie1.twilio.com'],
  [{ edge: 'sydney' }, 'sydney.us1.twilio.com'],
  [{ edge: 'dublin', region: 'ie1' }, 'dublin.ie1.twilio.com'],
  [{ edge: 'dublin', region: 'ie1', baseUrl: 'http://127.0.0.1:4010' }, 'twilio.com'],
])('%p leads to the hosts of %s', async (changes, suffix) => {
  expect(await addressesWith(changes)).toEqual(at(suffix));
});

describe('with settings of the SDK in the environment', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  test('only ours count, and nothing is printed', async () => {
    const printed = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    Object.assign(process.env, { TWILIO_REGION: 'au1', TWILIO_EDGE: 'sydney', TWILIO_LOG_LEVEL: 'debug' });
    expect(await addressesWith({})).toEqual(at('twilio.com'));
    expect(printed).not.toHaveBeenCalled();
  });
});
