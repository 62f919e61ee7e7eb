import { Refusal } from '../../src/kernel/refusal.ts';
import { parseStoreUrl } from '../../src/store/store-url.ts';
import type { StoreTarget } from '../../src/store/store-url.ts';

const server = { kind: 'server', host: 'redis', port: 6379, db: 0, tls: false } as const;
const sentinel = { kind: 'sentinel', master: 'main', db: 0, tls: false } as const;

describe('a store URL says where the store is', () => {
  test.each<[string, StoreTarget]>([
    ['redis://redis', server],
    ['redis://redis/', server],
    ['redis://redis:7000/3', { ...server, port: 7000, db: 3 }],
    ['rediss://redis', { ...server, tls: true }],
    ['redis://:p%40%2F%3A%25ss@redis', { ...server, password: 'p@/:%ss' }],
    ['redis://ann:secret@redis', { ...server, username: 'ann', password: 'secret' }],
    ['redis://ann:a:b@redis', { ...server, username: 'ann', password: 'a:b' }],
    ['redis://127.0.0.1:1', { ...server, host: '127.0.0.1', port: 1 }],
    ['redis://[::1]', { ...server, host: '::1' }],
    ['redis://[fe80::1]:65535/15', { ...server, host: 'fe80::1', port: 65_535, db: 15 }],
    ['/var/run/redis.sock', { kind: 'socket', path: '/var/run/redis.sock', db: 0 }],
    ['redis+unix:///var/run/r%20s', { kind: 'socket', path: '/var/run/r s', db: 0 }],
    ['redis+unix://:secret@/run/s?db=2', { kind: 'socket', path: '/run/s', db: 2, password: 'secret' }],
    [
      'redis-sentinel://s1,s2:26380,[::1]:3/main',
      {
        ...sentinel,
        sentinels: [
          { host: 's1', port: 26_379 },
          { host: 's2', port: 26_380 },
          { host: '::1', port: 3 },
        ],
      },
    ],
    [
      'redis-sentinel://ann:secret@s1/my%20main/4?tls=1&sentinelUsername=sen&sentinelPassword=tinel%2B',
      {
        ...sentinel,
        sentinels: [{ host: 's1', port: 26_379 }],
        master: 'my main',
        db: 4,
        tls: true,
        username: 'ann',
        password: 'secret',
        sentinelUsername: 'sen',
        sentinelPassword: 'tinel+',
      },
    ],
    [
      'redis-cluster://:secret@n1,n2:7001?tls=1',
      {
        kind: 'cluster',
        nodes: [
          { host: 'n1', port: 6379 },
          { host: 'n2', port: 7001 },
        ],
        tls: true,
        password: 'secret',
      },
    ],
    ['redis-cluster://n1/0?tls=0', { kind: 'cluster', nodes: [{ host: 'n1', port: 6379 }], tls: false }],
  ])('%s', (url, target) => {
    expect(parseStoreUrl(url)).toEqual(target);
  });
});

const problemOf = (url: string): string => {
  try {
    parseStoreUrl(url);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'CONFIG_INVALID') return error.detail;
    throw error;
  }
  throw new Error('accepted');
};

describe('a store URL that is wrong is refused with the part that is wrong, never with its text', () => {
  test.each([
    ['', 'must begin with one of redis://, rediss://, redis+unix://, redis-sentinel://, redis-cluster://'],
    ['memory', 'must begin with'],
    ['http://hunter2', 'must begin with'],
    ['REDIS://hunter2', 'must begin with'],
    ['constructor://hunter2', 'must begin with'],
    ['redis:hunter2', 'is not a URL'],
    ['redis://ann:hun@ter2@redis', 'is not a URL (in a password, write @ as %40'],
    ['redis://ann:secret@redis#hunter2', 'is not a URL'],
    ['redis://', 'has no valid host:port'],
    ['redis://:hunter2/x@redis', 'has no valid host:port'],
    ['redis://redis:0', 'has no valid host:port'],
    ['redis://redis:65536', 'has no valid host:port'],
    ['redis://redis:hunter2', 'has no valid host:port'],
    ['redis://hun ter2', 'has no valid host:port'],
    ['redis://a,b', 'names several hosts: use redis-sentinel:// or redis-cluster://'],
    ['redis://hunter2@redis', 'has a user name without a password'],
    ['redis://hunter2:@redis', 'has a user name without a password'],
    ['redis://:hunter2%zz@redis', 'has a broken percent-encoding'],
    ['redis://redis/hunter2', 'has a database that is not a number'],
    ['redis://redis/-1', 'has a database that is not a number'],
    ['redis://redis?hunter2=1', 'has an unknown option after the ? (known here: none'],
    ['redis+unix://hunter2/s', 'must give the absolute path of the socket'],
    ['redis+unix://', 'must give the absolute path of the socket'],
    ['redis-sentinel://s1', 'must name the master after the sentinels'],
    ['redis-sentinel://s1/?tls=1', 'must name the master after the sentinels'],
    ['redis-sentinel://s1/main/0/hunter2', 'has more after the database'],
    ['redis-sentinel://s1,/main', 'has no valid host:port at place 2 of its hosts'],
    ['redis-sentinel://s1/main?tls=hunter2', 'has a tls option that is neither 1 nor 0'],
    [
      'redis-sentinel://s1/main?hunter2=1',
      'has an unknown option after the ? (known here: tls, sentinelUsername, sentinelPassword;',
    ],
    ['redis-cluster://n1/3', 'names a database, but a Redis Cluster has only database 0'],
    ['redis-cluster://n1:1:2,n2', 'has no valid host:port at place 1 of its hosts'],
  ])('%s %s', (url, problem) => {
    expect(problemOf(url)).toContain(`store: ${problem}`);
    expect(problemOf(url)).not.toMatch(/hunter2|ter2|secret/);
  });
});
