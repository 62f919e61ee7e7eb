/** How soon calls may follow each other in this process. */
export interface Pace {
  /** At most so many calls in a second from now on; Infinity: any number. */
  perSecond(calls: number): void;
  /** ms until the next call may begin; 0: now. */
  waitMs(nowMs: number): number;
  /** A call begins. */
  begin(nowMs: number): void;
}

/** Timers are late by some ms: so much of a delay may be caught up with. Nothing else is ever sent in a burst. */
const CATCH_UP_MS = 50;

/** Even spacing rather than a burst at the start of each second: the generic cell rate algorithm (ITU-T I.371 A). */
export function createPace(calls: number): Pace {
  let spacingMs = 1_000 / calls;
  let nextAt = -Infinity;
  return {
    perSecond: (wanted) => {
      spacingMs = 1_000 / wanted;
    },
    waitMs: (nowMs) => Math.max(0, nextAt - nowMs),
    begin: (nowMs) => {
      nextAt = Math.max(nextAt, nowMs - CATCH_UP_MS) + spacingMs;
    },
  };
}
