import type { Deadline, Lane } from './twilio-scope.ts';

export interface WaitingCall {
  readonly seniority: number;
  readonly lane: Lane;
  admit(): void;
}

export const LOGIN_LANE: Lane = { connection: '', repair: false };

export const laneOf = (deadline: Deadline | undefined): Lane => deadline?.lane ?? LOGIN_LANE;

/** Behind everyone of the same or an earlier login. Searched from the end: most callers are the latest. */
const placeOf = (queue: readonly WaitingCall[], seniority: number): number =>
  queue.findLastIndex((other) => other.seniority <= seniority) + 1;

/** Connections take turns, so that one company's start of shift does not hold up another's. */
class Turns {
  /** In the order of their turns; a Map keeps the order of insertion. None is empty. */
  readonly #queues = new Map<string, WaitingCall[]>();

  get isEmpty(): boolean {
    return this.#queues.size === 0;
  }

  add(call: WaitingCall): void {
    const queue = this.#queues.get(call.lane.connection) ?? [];
    queue.splice(placeOf(queue, call.seniority), 0, call);
    this.#queues.set(call.lane.connection, queue);
  }

  remove(call: WaitingCall): void {
    const queue = this.#queues.get(call.lane.connection) ?? [];
    const place = queue.indexOf(call);
    if (place !== -1) queue.splice(place, 1);
    if (queue.length === 0) this.#queues.delete(call.lane.connection);
  }

  next(): WaitingCall | undefined {
    const [turn] = this.#queues;
    if (turn === undefined) return undefined;
    const [connection, queue] = turn;
    const call = queue.shift();
    this.#queues.delete(connection);
    if (queue.length > 0) this.#queues.set(connection, queue);
    return call;
  }
}

/**
 * Calls that wait for a place. Logins go before repairs; connections take turns; within one, a place goes to the login
 * that began first, not to the call that came first: finishing one login before starting the next halves the median wait
 * under overload (at the same throughput).
 */
export class WaitingCalls {
  readonly #logins = new Turns();
  readonly #repairs = new Turns();

  get isEmpty(): boolean {
    return this.#logins.isEmpty && this.#repairs.isEmpty;
  }

  get hasLogins(): boolean {
    return !this.#logins.isEmpty;
  }

  add(call: WaitingCall): void {
    this.#turnsOf(call).add(call);
  }

  remove(call: WaitingCall): void {
    this.#turnsOf(call).remove(call);
  }

  next(): WaitingCall | undefined {
    return this.#logins.next() ?? this.#repairs.next();
  }

  #turnsOf({ lane }: WaitingCall): Turns {
    return lane.repair ? this.#repairs : this.#logins;
  }
}
