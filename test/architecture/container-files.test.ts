import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const read = (file: string): string => readFileSync(join(__dirname, '../..', file), 'utf8');

const service = z.strictObject({
  build: z.literal('.').optional(),
  image: z.string().regex(/:\S+$/, 'must name a version').optional(),
  restart: z.string().optional(),
  command: z.array(z.string()).optional(),
  profiles: z.array(z.string()).optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.literal('service_healthy') })).optional(),
  env_file: z.array(z.strictObject({ path: z.string(), required: z.boolean() })).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  volumes: z.array(z.string()).optional(),
  ports: z.array(z.string().regex(/^(?:127\.0\.0\.1:)?\d+:\d+$/)).optional(),
  read_only: z.boolean().optional(),
  tmpfs: z.array(z.string()).optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  stop_grace_period: z.string().optional(),
  healthcheck: z
    .strictObject({ test: z.array(z.string()), interval: z.string(), timeout: z.string(), retries: z.int() })
    .optional(),
});
const compose = z.strictObject({
  name: z.string(),
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
});

describe('docker-compose.yml', () => {
  const file = compose.parse(parse(read('docker-compose.yml')));

  test('runs the gateway with Redis, and the sandbox only when asked for', () => {
    expect(Object.keys(file.services)).toEqual(['gateway', 'redis', 'sandbox']);
    expect(file.services['sandbox']?.profiles).toEqual(['sandbox']);
  });

  test('gives the gateway no more rights than it needs', () => {
    expect(file.services['gateway']).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  });

  test('keeps what Redis must not forget', () => {
    const command = file.services['redis']?.command?.join(' ');
    expect(command).toContain('--appendonly yes');
    expect(command).toContain('--maxmemory-policy noeviction');
  });

  test('names no secret', () => {
    expect(read('docker-compose.yml')).not.toMatch(/secret:|password:|token:\s*\S/i);
  });
});

/** Instructions of a Dockerfile, continued lines joined. */
const instructions = read('Dockerfile')
  .replaceAll(/\\\n\s*/g, ' ')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => {
    const [, name = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    return { name, rest };
  });
const KNOWN = new Set(['FROM', 'WORKDIR', 'COPY', 'RUN', 'ENV', 'USER', 'EXPOSE', 'HEALTHCHECK', 'STOPSIGNAL', 'CMD']);

describe('Dockerfile', () => {
  test('holds known instructions only', () => {
    expect(instructions.filter(({ name }) => !KNOWN.has(name))).toEqual([]);
    expect(instructions[0]?.name).toBe('FROM');
  });

  test('starts from named versions', () => {
    const bases = instructions.filter(({ name }) => name === 'FROM').map(({ rest }) => rest);
    for (const base of bases) expect(base).toMatch(/^\S+:\d+[\w.-]*( AS \w+)?$/);
  });

  test('runs as a user without rights, checks its health, and takes signals itself', () => {
    const last = (wanted: string): string | undefined => instructions.findLast(({ name }) => name === wanted)?.rest;
    expect(last('USER')).toBe('node');
    expect(last('HEALTHCHECK')).toContain('/healthz');
    expect(JSON.parse(last('CMD') ?? '')).toEqual(['node', '--enable-source-maps', 'dist/main.js']);
  });

  test('copies only files that are there', () => {
    const sources = instructions
      .filter(({ name, rest }) => name === 'COPY' && !rest.startsWith('--from'))
      .flatMap(({ rest }) =>
        rest
          .replace(/^(--\S+\s+)*/, '')
          .split(/\s+/)
          .slice(0, -1),
      );
    expect(sources.filter((source) => !existsSync(join(__dirname, '../..', source)))).toEqual([]);
  });
});
