import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { COMMANDS, GROUPS } from '../../src/cli/commands.ts';

const GUIDES = readdirSync('config/guides').map((name) => `config/guides/${name}`);
const DOCUMENTS = ['README.md', 'CHANGELOG.md', ...GUIDES];
const SCRIPTS = new Set(
  Object.keys((JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }).scripts),
);
/** Made by who follows the text. */
const isOwn = (path: string): boolean => path === 'config/flexgate.yaml' || path.startsWith('config/tests/');

const read = (file: string): string => readFileSync(file, 'utf8');
const all = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found);

const NAMES = new Set(COMMANDS.map(({ name }) => name));
/** `roles` in `roles …` is a group; `subjects --stale-days` a command with an option. */
const isCommand = (words: string): boolean => {
  const [first = '', second = ''] = words.split(/\s+/);
  return NAMES.has(first) || NAMES.has(`${first} ${second}`) || (second === '' && GROUPS.has(first));
};

describe.each(DOCUMENTS)('%s', (file) => {
  test('leads only to files that are there', () => {
    const links = all(read(file), /\]\((?!https?:|#)([^)#\s]+)/g).filter(
      (link) => !existsSync(join(dirname(file), link)),
    );
    const paths = all(read(file), /`((?:config|fixtures|src|test)\/[\w./*-]+)`/g).filter(
      (path) => !isOwn(path) && !existsSync(path),
    );
    expect([...links, ...paths]).toEqual([]);
  });

  test('names only commands that exist', () => {
    const commands = all(read(file), /\bflexgate ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)?)/g);
    const scripts = all(read(file), /npm run (?:-s )?([\w:]+)/g);
    expect(commands.filter((words) => !isCommand(words))).toEqual([]);
    expect(scripts.filter((script) => !SCRIPTS.has(script))).toEqual([]);
  });
});

test('the README is looked through at all', () => {
  expect(all(read('README.md'), /\bflexgate ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)?)/g).length).toBeGreaterThan(15);
});
