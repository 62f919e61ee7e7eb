import { setTimeout as pause } from 'node:timers/promises';

/** At least a minute and a half: far beyond what a busy machine needs. */
const TRIES = 4500;

/** Asks until the answer is the one that is waited for; fails with the last answer or error where it never comes. */
export async function eventually<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  let last: unknown;
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      const answer = await ask();
      if (wanted(answer)) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    await pause(20);
  }
  throw new Error(`never came true; last: ${last instanceof Error ? last.message : JSON.stringify(last)}`);
}

/** Asks until there is an answer at all. */
export const eventuallyAnswers = <T>(ask: () => Promise<T>): Promise<T> => eventually(ask, () => true);
