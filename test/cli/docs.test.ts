import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { REFUSALS } from '../../src/kernel/refusals/table.ts';
import { catalogueJson } from '../../src/roles/catalogue/catalogue.ts';
import { aConfigFile } from '../support/a-config-file.ts';
import { aFolder } from '../support/a-folder.ts';
import { flexgate } from '../support/flexgate-cli.ts';

test.each([
  { page: 'roles', file: 'roles.md' },
  { page: 'errors', file: 'errors.md' },
  { page: 'config', file: 'configuration.md' },
  { page: 'schema', file: 'flexgate.schema.json' },
])('config/reference/$file is what `flexgate docs $page` prints', async ({ page, file }) => {
  const { code, out } = await flexgate(['docs', page]);
  expect(code).toBe(0);
  expect(readFileSync(`config/reference/${file}`, 'utf8')).toBe(out);
});

test('the page of errors names every code', async () => {
  const { out } = await flexgate(['docs', 'errors']);
  for (const code of Object.keys(REFUSALS)) expect(out).toContain(`| \`${code}\``);
});

test('the page of roles names every role of every system', async () => {
  const { out } = await flexgate(['docs', 'roles']);
  const catalogue = catalogueJson();
  const { default_roles: _named, ...tables } = catalogue;
  for (const roles of Object.values(tables)) {
    for (const role of Object.keys(roles)) expect(out).toMatch(new RegExp(`\\| ${role.replace('.', '\\.')} +\\|`));
  }
});

test('the page of the configuration names nested keys, choices, defaults and what is required', async () => {
  const { out } = await flexgate(['docs', 'config']);
  expect(out).toMatch(/^\| `publicUrl` +\| text +\| required +\|/m);
  expect(out).toMatch(/^\| `connections\.‹name›\.roles\.ceiling` +\| `agent`, `supervisor`, `admin` +\| `admin` +\|/m);
  expect(out).toMatch(/^\| `session\.idle` +\| duration .*\| `1h` +\|/m);
});

test('the JSON Schema takes a good configuration and no other', async () => {
  const run = await flexgate(['docs', 'schema']);
  const valid = new Ajv2020({ strict: false, validateFormats: false }).compile(run.json() as object);
  const text = aConfigFile();
  expect([valid(parse(text)), valid.errors]).toEqual([true, null]);
  expect(valid(parse(text.replace('returnTo:', 'returnTO:')))).toBe(false);
});

test('a page that is not there is a wrong command line', async () => {
  const { code, err } = await flexgate(['docs', 'rolls']);
  expect(code).toBe(2);
  expect(err).toContain('no page “rolls”; there are roles, errors, config, schema');
});

test('--out writes all pages', async () => {
  const folder = aFolder();
  const { code, out } = await flexgate(['docs', '--out', folder.path('.')]);
  expect(code).toBe(0);
  expect(out.match(/^written: /gm)).toHaveLength(4);
  expect(readFileSync(folder.path('roles.md'), 'utf8')).toContain('# Roles and what they may do');
  folder.remove();
});
