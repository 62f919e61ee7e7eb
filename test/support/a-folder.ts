import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own for a test's files. */
export function aFolder(): { write(name: string, text: string): string; path(name: string): string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'flexgate-'));
  const path = (name: string): string => join(folder, name);
  return {
    path,
    write: (name, text) => {
      writeFileSync(path(name), text);
      return path(name);
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
