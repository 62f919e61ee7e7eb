import type { Clock } from '../../../kernel/clock.ts';
import { ApiError, demand } from './api-error.ts';
import type { CountedAction } from './operation.ts';

const WINDOW_MS = 1000;

/** Conversations' limit of actions per Service and second, counted for each kind of resource. */
export class ActionRates {
  readonly #clock: Clock;
  readonly #taken = new Map<CountedAction, number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Refuses the action with 429/50074 above `limit`; a refused one does not count. */
  count(action: CountedAction, limit: number): void {
    const now = this.#clock();
    const recent = (this.#taken.get(action) ?? []).filter((at) => at > now - WINDOW_MS);
    this.#taken.set(action, recent);
    demand(
      recent.length < limit,
      () => new ApiError(429, 50074, `${action} action rate limit of the Service exceeded`),
    );
    recent.push(now);
  }

  reset(): void {
    this.#taken.clear();
  }
}
