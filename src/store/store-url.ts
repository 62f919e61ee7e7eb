import { Refusal } from '../kernel/refusal.ts';

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

interface Login {
  readonly username?: string;
  readonly password?: string;
}

/** Where the store is, parsed from the URL in the configuration. */
export type StoreTarget =
  | ({ readonly kind: 'server'; readonly db: number; readonly tls: boolean } & Endpoint & Login)
  | ({ readonly kind: 'socket'; readonly path: string; readonly db: number } & Login)
  | ({
      readonly kind: 'sentinel';
      readonly sentinels: readonly Endpoint[];
      readonly master: string;
      readonly db: number;
      readonly tls: boolean;
      readonly sentinelUsername?: string;
      readonly sentinelPassword?: string;
    } & Login)
  | ({ readonly kind: 'cluster'; readonly nodes: readonly Endpoint[]; readonly tls: boolean } & Login);

type Options = ReadonlyMap<string, string>;

interface Parts {
  readonly login: Login;
  readonly hosts: string;
  /** Without the leading slash, still percent-encoded. */
  readonly path: string;
  readonly options: Options;
}

const NOT_A_URL = 'is not a URL (in a password, write @ as %40, / as %2F, ? as %3F, # as %23, % as %25)';
const SHAPE = /^[a-z+-]+:\/\/(?:(?<login>[^@/?#]*)@)?(?<hosts>[^@/?#]*)(?:\/(?<path>[^?#]*))?(?:\?(?<query>[^#]*))?$/;
const HOST = /^(?<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(?<port>\d{1,5}))?$/;
const REDIS_PORT = 6379;
const SENTINEL_PORT = 26379;

/** Reasons name the part that is wrong and never repeat it: a password with a bare / or ? turns up in any part. */
function invalid(reason: string): never {
  throw new Refusal('CONFIG_INVALID', { file: 'the configuration', problems: [{ path: 'store', reason }] });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return invalid('has a broken percent-encoding (% must be followed by two hexadecimal digits)');
  }
}

function loginOf(text: string | undefined): Login {
  if (text === undefined) return {};
  const colon = text.indexOf(':');
  if (colon === -1 || colon === text.length - 1) invalid('has a user name without a password before the @');
  const username = decoded(text.slice(0, colon));
  return { ...(username !== '' && { username }), password: decoded(text.slice(colon + 1)) };
}

function endpoint(text: string, defaultPort: number): Endpoint | undefined {
  const { host, port: ownPort } = HOST.exec(text)?.groups ?? {};
  const port = Number(ownPort ?? defaultPort);
  return host !== undefined && port >= 1 && port <= 65_535 ? { host: host.replaceAll(/[[\]]/g, ''), port } : undefined;
}

function endpoints(hosts: string, defaultPort: number): readonly Endpoint[] {
  return hosts
    .split(',')
    .map(
      (text, index) =>
        endpoint(text, defaultPort) ?? invalid(`has no valid host:port at place ${index + 1} of its hosts`),
    );
}

function onlyHost(hosts: string): Endpoint {
  if (hosts.includes(',')) invalid('names several hosts: use redis-sentinel:// or redis-cluster:// for more than one');
  return endpoint(hosts, REDIS_PORT) ?? invalid('has no valid host:port');
}

function dbOf(text: string): number {
  return /^\d{0,4}$/.test(text) ? Number(text) : invalid('has a database that is not a number');
}

function allowOnly(options: Options, names: readonly string[]): void {
  if ([...options.keys()].every((name) => names.includes(name))) return;
  invalid(
    `has an unknown option after the ? (known here: ${names.join(', ') || 'none'}; a ? in the password is written %3F)`,
  );
}

function tlsOf(options: Options): boolean {
  const value = options.get('tls') ?? '0';
  return value === '1' || (value === '0' ? false : invalid('has a tls option that is neither 1 nor 0'));
}

function server({ login, hosts, path, options }: Parts, tls: boolean): StoreTarget {
  allowOnly(options, []);
  return { kind: 'server', ...login, ...onlyHost(hosts), db: dbOf(path), tls };
}

function socket({ login, hosts, path, options }: Parts): StoreTarget {
  allowOnly(options, ['db']);
  if (hosts !== '' || path === '') invalid('must give the absolute path of the socket: redis+unix:///path/to/socket');
  return { kind: 'socket', ...login, path: `/${decoded(path)}`, db: dbOf(options.get('db') ?? '') };
}

function sentinel({ login, hosts, path, options }: Parts): StoreTarget {
  allowOnly(options, ['tls', 'sentinelUsername', 'sentinelPassword']);
  const [master = '', db = '', ...rest] = path.split('/');
  if (master === '') invalid('must name the master after the sentinels: redis-sentinel://host:26379/master');
  if (rest.length > 0) invalid('has more after the database of the master');
  const sentinelUsername = options.get('sentinelUsername');
  const sentinelPassword = options.get('sentinelPassword');
  return {
    kind: 'sentinel',
    ...login,
    sentinels: endpoints(hosts, SENTINEL_PORT),
    master: decoded(master),
    db: dbOf(db),
    tls: tlsOf(options),
    ...(sentinelUsername !== undefined && { sentinelUsername }),
    ...(sentinelPassword !== undefined && { sentinelPassword }),
  };
}

function cluster({ login, hosts, path, options }: Parts): StoreTarget {
  allowOnly(options, ['tls']);
  if (path !== '' && path !== '0') invalid('names a database, but a Redis Cluster has only database 0');
  return { kind: 'cluster', ...login, nodes: endpoints(hosts, REDIS_PORT), tls: tlsOf(options) };
}

const SCHEMES: ReadonlyMap<string, (parts: Parts) => StoreTarget> = new Map([
  ['redis', (parts: Parts) => server(parts, false)],
  ['rediss', (parts: Parts) => server(parts, true)],
  ['redis+unix', socket],
  ['redis-sentinel', sentinel],
  ['redis-cluster', cluster],
]);
const KNOWN_SCHEMES = [...SCHEMES.keys()].map((scheme) => `${scheme}://`).join(', ');

function partsOf(url: string): Parts {
  const { login, hosts = '', path = '', query = '' } = SHAPE.exec(url)?.groups ?? invalid(NOT_A_URL);
  return { login: loginOf(login), hosts, path, options: new Map(new URLSearchParams(query)) };
}

/**
 * Parses `redis://[[user]:password@]host[:port][/db]`, `rediss://…` (TLS), `redis+unix:///path[?db=n]` or a bare absolute
 * path, `redis-sentinel://…@h1[:p1],h2[:p2]/master[/db][?tls=1&sentinelUsername=…&sentinelPassword=…]`, and
 * `redis-cluster://…@h1[:p1],h2[:p2][?tls=1]`. Refuses with CONFIG_INVALID, and no reason repeats a part of the URL.
 */
export function parseStoreUrl(url: string): StoreTarget {
  if (url.startsWith('/')) return { kind: 'socket', path: url, db: 0 };
  const parse = SCHEMES.get(/^[^:]*/.exec(url)?.[0] ?? '');
  return parse ? parse(partsOf(url)) : invalid(`must begin with one of ${KNOWN_SCHEMES}`);
}
