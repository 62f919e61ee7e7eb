import { randomUUID } from 'node:crypto';
import { chmodSync, chownSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { Refusal } from '../kernel/refusal.ts';

const MOUNTED =
  'it is mounted as a single file, which cannot be replaced: mount its folder instead, or change it by hand';

const REASONS = new Map([
  ['EBUSY', MOUNTED],
  ['EXDEV', MOUNTED],
  ['EROFS', 'its file system can only be read'],
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

/**
 * Over a file that is there, whole or not at all: whoever reads it meanwhile sees the old text or the new one. It keeps
 * its mode, and a link stays one. Refusal FILE_UNREADABLE.
 */
export function replaceTextFile(file: string, text: string): void {
  orRefuse(file, () => {
    const target = realpathSync(file);
    const fresh = `${target}.${randomUUID()}.tmp`;
    try {
      const { mode, uid, gid } = statSync(target);
      writeFileSync(fresh, text, { flag: 'wx', mode: 0o600, flush: true });
      // Root writes for the gateway's own user, who must still be able to read it.
      if (statSync(fresh).uid !== uid) chownSync(fresh, uid, gid);
      chmodSync(fresh, mode);
      renameSync(fresh, target);
    } finally {
      rmSync(fresh, { force: true });
    }
  });
}
