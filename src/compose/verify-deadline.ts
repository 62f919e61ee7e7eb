import { setTimeout as pause } from 'node:timers/promises';
import type { VerifyDeadline } from '../provisioning/sign-in.ts';

/** Leaves no timer behind a login that did not need it. */
export const verifyDeadlineOf = (ms: number) => (): VerifyDeadline => {
  const cancelled = new AbortController();
  const passed = pause(ms, undefined, { signal: cancelled.signal }).catch(() => undefined);
  return { passed, cancel: () => cancelled.abort() };
};
