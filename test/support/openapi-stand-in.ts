import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { startTwilioStandIn, type TwilioStandInOptions } from '../../src/sandbox/twilio/start.ts';

/** Begins every test with a fresh account; the clock stands still until it is moved. */
export interface StandInUnderTest {
  readonly current: TwilioStandIn;
  advance(ms: number): void;
}

export const START = Date.parse('2026-03-01T09:00:00Z');

/** Starts a stand-in for the tests of a file and resets it before each of them. */
export function standInForTests(options: Omit<TwilioStandInOptions, 'clock'> = {}): StandInUnderTest {
  let [now, standIn]: [number, TwilioStandIn | undefined] = [START, undefined];
  beforeAll(async () => {
    standIn = await startTwilioStandIn({ actionRateLimit: null, ...options, clock: () => now });
  });
  beforeEach(() => {
    now = START;
    standIn?.reset();
  });
  afterAll(() => standIn?.close());
  return {
    get current() {
      if (standIn === undefined) throw new Error('The stand-in is there only while tests run');
      return standIn;
    },
    advance: (ms) => {
      now += ms;
    },
  };
}
