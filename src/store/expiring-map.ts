import { Refusal } from '../kernel/refusal.ts';

interface Entry<V> {
  readonly value: V;
  /** ms since epoch; at this moment it is gone. */
  readonly ends: number;
}

const FIRST_SWEEP = 1024;

/**
 * A bounded map whose entries end by themselves. What is over is swept away when the map has doubled since the last
 * sweep, so a write stays O(1) on average. When it is full of live entries it refuses the next one: to drop an entry
 * would forget a used assertion or a fence.
 */
export class ExpiringMap<V> {
  readonly #entries = new Map<string, Entry<V>>();
  readonly #capacity: number;
  #sweepAt = FIRST_SWEEP;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string, now: number): V | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.ends > now ? entry.value : undefined;
  }

  /** Moves the end of a live entry; an end never moves back. */
  extend(key: string, ends: number): void {
    const entry = this.#entries.get(key);
    if (entry && entry.ends < ends) this.#entries.set(key, { ...entry, ends });
  }

  /** `operation` names the caller in Refusal STORE_UNAVAILABLE. */
  set(key: string, { value, ends }: Entry<V>, now: number, operation: string): void {
    if (!this.#entries.has(key)) this.#makeRoom(now, operation);
    this.#entries.set(key, { value, ends });
  }

  /** What lived under the key until now. */
  take(key: string, now: number): V | undefined {
    const value = this.get(key, now);
    this.#entries.delete(key);
    return value;
  }

  live(now: number): readonly (readonly [key: string, value: V])[] {
    return [...this.#entries].flatMap(([key, { value, ends }]) => (ends > now ? [[key, value] as const] : []));
  }

  #makeRoom(now: number, operation: string): void {
    if (this.size < Math.min(this.#sweepAt, this.#capacity)) return;
    for (const [key, { ends }] of this.#entries) if (ends <= now) this.#entries.delete(key);
    this.#sweepAt = Math.max(FIRST_SWEEP, 2 * this.size);
    if (this.size < this.#capacity) return;
    throw new Refusal('STORE_UNAVAILABLE', { operation, reason: 'the in-process store is full' });
  }
}
