import type { Clock } from '../../kernel/clock.ts';
import type { Settings } from './settings.ts';

export interface Account {
  readonly accountSid: string;
  readonly apiKey: { readonly sid: string; readonly secret: string };
  readonly authToken: string;
}

/** What every product of the stand-in is built from. */
export interface Context {
  readonly account: Account;
  readonly clock: Clock;
  readonly settings: Settings;
}
