import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';

const ROOT = join(__dirname, '../..');

/** From the innermost folder outwards: each may import its own and those of lower levels, siblings only where listed. */
const LEVELS: readonly (readonly string[])[] = [
  ['kernel'],
  ['roles'],
  ['provisioning', 'role-management', 'server-helper'],
  ['saml', 'sessions', 'traces', 'limits'],
  ['tokens', 'audit', 'conversations'],
  ['leavers', 'drift', 'planning'],
  ['login'],
  ['pages', 'admin', 'store', 'outbox', 'twilio', 'okta'],
  ['config'],
  ['http'],
];
/** http/endpoint.ts is the vocabulary of every routes.ts; pages are made of assets and show problems and the API. */
const VOCABULARY = /^src\/http\/endpoint\.ts$/;
const ALSO: Readonly<Record<string, RegExp>> = {
  pages: /^src\/http\/(assets|openapi)\.ts$/,
  admin: /^src\/(pages|http\/assets)/,
  // On the same Redis: where it is, how it is reached, and what its failures are called.
  outbox: /^src\/store\/(connect\.redis|lasting-redis\.redis|options\.redis|store-url|subject-key|unavailable)\.ts$/,
};

/** A package, or a Node module, that only some files may import. */
const OWNERS: readonly (readonly [name: RegExp, files: RegExp])[] = [
  [/^express$/, /^src\/(http|sandbox)\//],
  [/^helmet$/, /^src\/http\//],
  [/^ioredis$/, /\.redis\.ts$/],
  [/^bullmq$/, /\.bullmq\.ts$/],
  [/^rate-limiter-flexible$/, /\.rate-limiter\.ts$/],
  [/^jsonwebtoken$/, /\.jwt\.ts$/],
  [/^(passport|@node-saml\/.*)$/, /\.node-saml\.ts$/],
  [/^xml-crypto$/, /^src\/(saml|sandbox)\//],
  [/^piscina$/, /\.piscina\.ts$/],
  [/^re2js$/, /^src\/roles\/pattern\.ts$/],
  [/^(twilio|undici)(\/.*)?$/, /^src\/twilio\//],
  [/^prom-client$/, /^src\/http\/metrics\.prom-client\.ts$/],
  [/^pino$/, /^src\/http\/log\.pino\.ts$/],
  [/^yaml$/, /^src\/(config|cli)\//],
  [/^commander$/, /^src\/cli\//],
  [/^preact/, /\.tsx$/],
];
const PURE = /^src\/(kernel|roles|provisioning|role-management)\//;
const PURE_PACKAGES = new Set(['zod', 're2js']);
/** Entry files of the sandbox, which put the gateway and its stand-ins together. */
const SANDBOX_ENTRY = /^src\/sandbox\/(start|doors)\.ts$/;
const SANDBOX_STARTERS = /^src\/(sandbox\/|serve\.ts$|cli\/)/;

interface Import {
  readonly file: string;
  /** A path below the root, or the name of a package. */
  readonly to: string;
  readonly typeOnly: boolean;
}

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));

const STATEMENT = /^(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s)?['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)['"]\)/gm;

function importsOf(path: string): readonly Import[] {
  const file = relative(ROOT, path);
  return [...readFileSync(path, 'utf8').matchAll(STATEMENT)].map(([, typeOnly, from, dynamic]) => {
    const target = from ?? dynamic ?? '';
    const to = target.startsWith('.') ? relative(ROOT, join(dirname(path), target)) : target.replace(/^node:/, '');
    return { file, to, typeOnly: typeOnly !== undefined };
  });
}

const imports = filesBelow(join(ROOT, 'src')).flatMap(importsOf);
const folderOf = (path: string): string => /^src\/([^/]+)\//.exec(path)?.[1] ?? '';
const levelOf = (folder: string): number => LEVELS.findIndex((folders) => folders.includes(folder));
const told = ({ file, to }: Import): string => `${file} imports ${to}`;

test('there are imports to check', () => {
  expect(imports.length).toBeGreaterThan(500);
});

test('knowledge points one way: no folder imports one further out, or a sibling', () => {
  const wrong = imports.filter(({ file, to }) => {
    const [from, target] = [folderOf(file), folderOf(to)];
    if (from === target || levelOf(from) < 0 || levelOf(target) < 0) return false;
    return levelOf(target) >= levelOf(from) && !VOCABULARY.test(to) && ALSO[from]?.test(to) !== true;
  });
  expect(wrong.map(told)).toEqual([]);
});

test('inner folders do not know the composition, the doors or the entry files', () => {
  const wrong = imports.filter(
    ({ file, to }) => levelOf(folderOf(file)) >= 0 && /^src\/(compose|cli|sandbox)\/|^src\/[^/]+\.ts$/.test(to),
  );
  expect(wrong.map(told)).toEqual([]);
});

test('decisions do no I/O: kernel, roles and provisioning import no package but zod and re2js', () => {
  const wrong = imports.filter(({ file, to }) => PURE.test(file) && !to.startsWith('src/') && !PURE_PACKAGES.has(to));
  expect(wrong.map(told)).toEqual([]);
  const impure = filesBelow(join(ROOT, 'src'))
    .filter((path) => PURE.test(relative(ROOT, path)))
    .filter((path) =>
      /(?<![.\w])(Date\.now|Math\.random|fetch|setTimeout|setInterval)\((?!\w+:)|new Date\(\)|\bprocess\./.test(
        readFileSync(path, 'utf8'),
      ),
    );
  expect(impure.map((path) => relative(ROOT, path))).toEqual([]);
});

test.each(OWNERS)('%s is imported by its owners only', (name, files) => {
  const wrong = imports.filter(({ file, to, typeOnly }) => name.test(to) && !typeOnly && !files.test(file));
  expect(wrong.map(told)).toEqual([]);
});

test('the sandbox stands alone: nobody imports it, and it imports the vocabulary only', () => {
  const inward = imports.filter(({ file, to }) => to.startsWith('src/sandbox/') && !SANDBOX_STARTERS.test(file));
  const outward = imports.filter(
    ({ file, to }) =>
      file.startsWith('src/sandbox/') &&
      !SANDBOX_ENTRY.test(file) &&
      to.startsWith('src/') &&
      !/^src\/(sandbox|kernel|roles)\//.test(to),
  );
  expect([...inward, ...outward].map(told)).toEqual([]);
});

test('every package that is imported is a dependency of its own', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const known = new Set([...Object.keys(manifest.dependencies), ...builtinModules]);
  const packageOf = (to: string): string => /^(@[^/]+\/[^/]+|[^/]+)/.exec(to)?.[1] ?? to;
  const wrong = imports.filter(
    ({ to, typeOnly }) => !typeOnly && !to.startsWith('src/') && !known.has(packageOf(to)) && !known.has(to),
  );
  expect(wrong.map(told)).toEqual([]);
});

test('the environment is read in the two entry files only', () => {
  const readers = filesBelow(join(ROOT, 'src'))
    .filter((path) => /\bprocess\.env\b/.test(readFileSync(path, 'utf8')))
    .map((path) => relative(ROOT, path));
  expect(readers.filter((path) => path !== 'src/main.ts' && path !== 'src/cli/main.ts')).toEqual([]);
});
