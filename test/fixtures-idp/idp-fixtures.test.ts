import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { loadConfig } from '../../src/config/load-config.ts';
import { PRESET_NAMES } from '../../src/config/presets.ts';
import { decide } from '../../src/roles/decide.ts';
import { createInThreadVerifier } from '../../src/saml/response-verifier.in-thread.ts';
import type { Connection } from '../../src/saml/connection.ts';
import { generateIdpFixtures } from '../support/generate-idp-fixtures.ts';
import { FIXTURE_SHAPES, FIXTURE_SP, type FixturePerson } from '../support/idp-shapes.ts';
import { aConfigFile } from '../support/a-config-file.ts';
import { encode } from '../support/saml-idp.ts';
import { refusalFrom } from '../support/saml-refusal.ts';

const ROOT = join(__dirname, '../../fixtures/idp');

if (process.env['REWRITE_FIXTURES'] === '1') generateIdpFixtures(ROOT);

interface FixtureCase {
  readonly about: string;
  readonly preset: string;
  readonly connection?: Readonly<Record<string, unknown>>;
  readonly now: string;
  readonly expected: FixturePerson | { readonly refused: string };
}

const folders = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('case.json'))
  .map((path) => join(ROOT, dirname(path)))
  .toSorted();
const textOf = (folder: string, file: string): string => readFileSync(join(folder, file), 'utf8');
const caseOf = (folder: string): FixtureCase => JSON.parse(textOf(folder, 'case.json')) as FixtureCase;

/** The connection as an operator would write it: preset, metadata, and what the case says beside. JSON is YAML too. */
async function connectionOf(folder: string, { preset, connection = {} }: FixtureCase): Promise<Connection> {
  const idp = {
    preset,
    idpInitiated: true,
    idp: { metadataFile: 'metadata.xml' },
    sp: { entityId: FIXTURE_SP },
    ...connection,
  };
  const base = aConfigFile()
    .replace(/connections:[^]*/, `connections: ${JSON.stringify({ idp })}\n`)
    .replace('https://sso.example.com', 'https://gw.example');
  const { config } = await loadConfig(base, {
    file: 'flexgate.yaml',
    env: {},
    environment: 'development',
    readFile: (path) => textOf(folder, path),
    fetchText: () => Promise.reject(new Error('no network in this test')),
    now: Date.now,
  });
  const [made] = config.connections;
  if (made === undefined) throw new Error('the configuration has no connection');
  return made;
}

const verifier = createInThreadVerifier();
afterAll(() => verifier.close());

async function logIn(folder: string): Promise<FixturePerson> {
  const fixture = caseOf(folder);
  const { trust, policy } = await connectionOf(folder, fixture);
  const encoded = encode(textOf(folder, 'response.xml'));
  const { nameId, attributes } = await verifier.verify({ encoded, trust, now: Date.parse(fixture.now) });
  const { username, email, fullName, roles } = decide({ username: nameId.value, attributes, policy });
  return { username, email, full_name: fullName, roles };
}

const cases = folders.map((folder) => ({ name: relative(ROOT, folder), folder, ...caseOf(folder) }));

test.each(cases.filter(({ expected }) => !('refused' in expected)))('$name: $about', async ({ folder, expected }) => {
  expect(await logIn(folder)).toEqual(expected);
});

test.each(cases.filter(({ expected }) => 'refused' in expected))('$name: $about', async ({ folder, expected }) => {
  const { code } = await refusalFrom(logIn(folder));
  expect({ refused: code }).toEqual(expected);
});

test('every preset has a fixture, and every folder is one that the generator writes', () => {
  expect(new Set(cases.map(({ preset }) => preset))).toEqual(new Set(PRESET_NAMES));
  expect(cases.map(({ name }) => name)).toEqual(FIXTURE_SHAPES.map(({ folder }) => folder).toSorted());
});

test('no fixture holds a private key', () => {
  for (const folder of folders)
    for (const file of readdirSync(folder)) expect(textOf(folder, file)).not.toContain('PRIVATE KEY');
});
