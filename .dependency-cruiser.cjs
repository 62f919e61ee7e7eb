// Knowledge points one way, and each package has its owners. `npm run lint` fails where an import says otherwise.

/** From the innermost folder outwards; each may import those of lower levels only. */
const LEVELS = [
  ['kernel'],
  ['roles'],
  ['provisioning'],
  ['saml', 'sessions', 'traces'],
  ['tokens'],
  ['login'],
  ['store', 'twilio', 'pages', 'config'],
  ['admin'],
];

const OWNERS = {
  express: '^src/(http|sandbox)/',
  helmet: '^src/http/',
  ioredis: '\\.redis\\.ts$',
  jsonwebtoken: '\\.jwt\\.ts$',
  passport: '\\.node-saml\\.ts$',
  '@node-saml/passport-saml': '\\.node-saml\\.ts$',
  '@node-saml/node-saml': '\\.node-saml\\.ts$',
  piscina: '\\.piscina\\.ts$',
  re2js: '^src/roles/pattern\\.ts$',
  twilio: '^src/twilio/',
  undici: '^src/twilio/',
  'prom-client': '^src/http/metrics\\.prom-client\\.ts$',
  pino: '^src/http/log\\.pino\\.ts$',
  yaml: '^src/config/',
  commander: '^src/cli/',
};

const folders = (names) => `^src/(${names.join('|')})/`;
const exactly = (name) => `(^|/)node_modules/${name}/`;

const oneWay = LEVELS.map((names, level) => ({
  name: `${names[0]}-knows-nothing-outer`,
  severity: 'error',
  comment: 'A folder imports only folders further in. http/endpoint.ts is the vocabulary of every routes.ts.',
  from: { path: folders(names) },
  to: {
    path: '^src/',
    pathNot: [
      ...LEVELS.slice(0, level + 1).map(folders),
      // The table of routes speaks the vocabulary of the HTTP layer.
      '^src/http/endpoint\\.ts$',
    ],
  },
}));

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: { path: '^src/' }, to: { circular: true } },
    {
      name: 'siblings-do-not-know-each-other',
      severity: 'error',
      from: { path: '^src/(saml|sessions|traces|store|twilio|pages)/' },
      to: { path: '^src/(saml|sessions|traces|store|twilio|pages)/', pathNot: '^src/($1|sessions|traces|saml)/' },
    },
    {
      name: 'pure-does-no-io',
      severity: 'error',
      comment: 'Decisions must be repeatable from data alone.',
      from: { path: '^src/(kernel|roles|provisioning)/' },
      to: { dependencyTypes: ['core', 'npm'], pathNot: ['node_modules/zod/', 'node_modules/re2js/'] },
    },
    {
      name: 'nobody-imports-the-sandbox',
      severity: 'error',
      comment: 'The stand-ins are reached over HTTP only; the entry files start them.',
      from: { path: '^src/', pathNot: '^src/(sandbox/|main\\.ts$|cli/)' },
      to: { path: '^src/sandbox/' },
    },
    {
      name: 'the-sandbox-stands-alone',
      severity: 'error',
      from: { path: '^src/sandbox/', pathNot: '^src/sandbox/start\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(sandbox|kernel|roles)/' },
    },
    ...oneWay,
    ...Object.entries(OWNERS).map(([name, files]) => ({
      name: `${name}-has-owners`,
      severity: 'error',
      from: { path: '^src/', pathNot: files },
      to: { path: exactly(name), dependencyTypesNot: ['type-only'] },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.json'], exportsFields: ['exports'], conditionNames: ['require', 'node', 'default'] },
  },
};
