import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { Refusal } from '../kernel/refusal.ts';

const REASONS = new Map([
  ['ENOENT', 'there is no such file'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'access is not allowed'],
  ['EEXIST', 'it exists already'],
]);

const coded = z.object({ code: z.string() });

function reasonOf(error: unknown): string {
  const code = coded.safeParse(error).data?.code ?? 'unknown reason';
  return REASONS.get(code) ?? code;
}

function orRefuse<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new Refusal('FILE_UNREADABLE', { file, reason: reasonOf(error) }, { cause: error });
  }
}

/** Refusal FILE_UNREADABLE. */
export const readTextFile = (file: string): string => orRefuse(file, () => readFileSync(file, 'utf8'));

/** Over a file that is there. Refusal FILE_UNREADABLE. */
export const writeTextFile = (file: string, text: string): void => orRefuse(file, () => writeFileSync(file, text));

/** Never over a file that is there. Refusal FILE_UNREADABLE. */
export const writeNewFile = (file: string, text: string): void =>
  orRefuse(file, () => writeFileSync(file, text, { flag: 'wx' }));
