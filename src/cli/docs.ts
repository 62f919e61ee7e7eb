import { join } from 'node:path';
import { configJsonSchema } from '../config/validate.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Answer, CliCommand } from './command.ts';
import { configPage } from './docs-config.ts';
import { errorsPage } from './docs-errors.ts';
import { rolesPage } from './docs-roles.ts';
import { writeTextFile } from './files.ts';
import { lines } from './style.ts';

interface Page {
  readonly file: string;
  readonly render: () => string;
}

/** Pages by their name. All of them stand in config/reference. */
const PAGES: ReadonlyMap<string, Page> = new Map([
  ['roles', { file: 'roles.md', render: rolesPage }],
  ['errors', { file: 'errors.md', render: errorsPage }],
  ['config', { file: 'configuration.md', render: configPage }],
  ['schema', { file: 'flexgate.schema.json', render: () => `${JSON.stringify(configJsonSchema(), null, 2)}\n` }],
]);

function writeAll(folder: string): Answer {
  const files = [...PAGES.values()].map(({ file, render }) => ({ file: join(folder, file), text: render() }));
  for (const { file, text } of files) writeTextFile(file, text);
  const written = files.map(({ file }) => file);
  return { ok: true, json: { written }, text: () => lines(written.map((file) => `written: ${file}`)) };
}

function printOne(name: string): Answer {
  const found = PAGES.get(name);
  if (found === undefined) {
    throw new Refusal('COMMAND_INVALID', { problem: `no page “${name}”; there are ${[...PAGES.keys()].join(', ')}` });
  }
  const text = found.render();
  return { ok: true, json: { page: name, text }, text: () => text };
}

export const docs: CliCommand = {
  name: 'docs',
  args: '[page]',
  summary: `print a reference page: ${[...PAGES.keys()].join(', ')}`,
  options: [{ flags: '--out <folder>', summary: 'write all pages there instead (the repository: config/reference)' }],
  run: async ({ args: [name = ''], options }) => {
    const folder = options.text('out');
    return folder === undefined ? printOne(name) : writeAll(folder);
  },
};
