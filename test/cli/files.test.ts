import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { replaceTextFile } from '../../src/cli/files.ts';
import { aFolder } from '../support/a-folder.ts';

let folder: ReturnType<typeof aFolder>;
beforeEach(() => {
  folder = aFolder();
});
afterEach(() => folder.remove());

test.each([0o640, 0o600, 0o664])('a replaced file keeps its mode %o, and nothing is left beside it', (mode) => {
  const file = folder.write('flexgate.yaml', 'old');
  chmodSync(file, mode);
  replaceTextFile(file, 'new');
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(statSync(file).mode & 0o777).toBe(mode);
  expect(readdirSync(dirname(file))).toEqual(['flexgate.yaml']);
});

test('it is another file: whoever has the old one open reads it to its end', () => {
  const file = folder.write('flexgate.yaml', 'old');
  const before = statSync(file).ino;
  replaceTextFile(file, 'new');
  expect(statSync(file).ino).not.toBe(before);
});

test('a link stays one, and what it leads to is replaced', () => {
  const file = folder.write('real.yaml', 'old');
  const link = join(dirname(file), 'flexgate.yaml');
  symlinkSync(file, link);
  replaceTextFile(link, 'new');
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe('new');
});

test('what cannot be replaced is refused, and nothing is left beside it', () => {
  const file = folder.write('a.yaml', 'old');
  const inTheWay = join(dirname(file), 'folder');
  mkdirSync(inTheWay);
  expect(() => replaceTextFile(inTheWay, 'new')).toThrow(
    expect.objectContaining({ code: 'FILE_UNREADABLE', evidence: { file: inTheWay, reason: 'it is a folder' } }),
  );
  expect(readdirSync(dirname(file)).toSorted()).toEqual(['a.yaml', 'folder']);
});
