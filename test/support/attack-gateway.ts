import { compose } from '../../src/compose/gateway.ts';
import type { Gateway } from '../../src/compose/gateway.ts';
import type { Ports } from '../../src/compose/ports.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { connectStore } from '../../src/store/connect.redis.ts';
import { createRedisStore } from '../../src/store/store.redis.ts';
import type { Store } from '../../src/store/store.ts';
import { aTwilioStandIn, collectingLog } from './a-gateway.ts';
import { anOpenMemoryStore, aWatchedOutbox, heldInRedis, type Held } from './attack-held.ts';
import { IDP_ENTITY_ID, NOW, SP_ENTITY_ID } from './saml-idp.ts';
import { idpKey, otherIdpKey, spKey, type TestKey } from './saml-keys.ts';

export const PUBLIC_URL = 'https://gw.example';
export const OTHER_IDP = 'http://www.okta.com/exk2otherkeyBBBB2e8';
export const OTHER_SP = 'urn:gw:flex:second';
export const FIRST_TARGET = 'https://flex.twilio.com/your-app-1234';

interface ConnectionSketch {
  readonly yaml: readonly string[];
  readonly idp?: 'first' | 'other';
  readonly sp?: string;
}

/** Each one trusts in its own way: the attacks choose the one that looks weakest for what they try. */
const SKETCHES = {
  both: { yaml: ['signed: both'] },
  response: { yaml: ['signed: response'] },
  assertion: { yaml: ['signed: assertion'] },
  either: { yaml: ['signed: either', 'namespace: shared'] },
  /** One value is one role. */
  whole: { yaml: ['signed: either', 'roles: { separators: [] }'] },
  'known-only': { yaml: ['signed: either', 'roles: { unknown: deny }'] },
  /** Another IdP, whose people are the same as those of `either`. */
  rival: { yaml: ['signed: either', 'namespace: shared'], idp: 'other' },
  /** Another IdP with people of its own. */
  stranger: { yaml: ['signed: either'], idp: 'other' },
  /** The same IdP, for another service provider. */
  second: { yaml: ['signed: either'], sp: OTHER_SP },
  'sp-only': { yaml: ['signed: either', 'idpInitiated: false'] },
  disabled: { yaml: ['signed: either', 'enabled: false'] },
  sealed: { yaml: ['signed: either'] },
} as const satisfies Readonly<Record<string, ConnectionSketch>>;

export type ConnectionName = keyof typeof SKETCHES;
export const CONNECTIONS = Object.keys(SKETCHES) as readonly ConnectionName[];

const sketchOf = (name: ConnectionName): ConnectionSketch => SKETCHES[name];
const isFirstIdp = (name: ConnectionName): boolean => sketchOf(name).idp !== 'other';
export const acsUrl = (name: string): string => `${PUBLIC_URL}/saml/${name}/acs`;
export const issuerOf = (name: ConnectionName): string => (isFirstIdp(name) ? IDP_ENTITY_ID : OTHER_IDP);
export const audienceOf = (name: ConnectionName): string => sketchOf(name).sp ?? SP_ENTITY_ID;
export const keyOf = (name: ConnectionName): TestKey => (isFirstIdp(name) ? idpKey() : otherIdpKey());

const block = (pem: string): string => JSON.stringify(pem);

function connectionYaml(name: ConnectionName): string {
  const { yaml } = sketchOf(name);
  const { privatePem, certificate } = spKey();
  const keys =
    name === 'sealed' ? `, decryptionKey: ${block(privatePem)}, decryptionCertificate: ${block(certificate)}` : '';
  return [
    `  ${name}:`,
    '    preset: okta',
    ...(name === 'sp-only' ? [] : ['    idpInitiated: true']),
    `    idp: { entityId: '${issuerOf(name)}', ssoUrl: 'https://idp.example/sso', certificates: [${block(keyOf(name).certificate)}] }`,
    `    sp: { entityId: '${audienceOf(name)}'${keys} }`,
    ...yaml.map((line) => `    ${line}`),
  ].join('\n');
}

const configText = (twilio: TwilioStandIn, store: string): string => `
publicUrl: ${PUBLIC_URL}
port: 0
store: ${store}
returnTo: [${FIRST_TARGET}, { url: https://desk.example.com/in, code: true }]
adminToken: an-admin-token-for-tests-only
verifier: { threads: 0 }
limits: { acsRefusalsPerAddress: off, acsPerConnection: off, exchangeRefusalsPerAddress: off }
twilio:
  accountSid: ${twilio.accountSid}
  apiKey: { sid: ${twilio.apiKey.sid}, secret: ${twilio.apiKey.secret} }
  workspaceSid: ${twilio.workspaceSid}
  conversationsServiceSid: ${twilio.conversationsServiceSid}
  baseUrl: ${twilio.url}
  deadline: 60s
  timeout: 60s
connections:
${CONNECTIONS.map(connectionYaml).join('\n')}
`;

/** What the store was asked to keep since the last `forget`. */
export interface Kept {
  readonly traces: number;
  readonly sessions: number;
}

function counting(store: Store): { readonly store: Store; kept(): Kept; forget(): void } {
  let [traces, sessions] = [0, 0];
  const put: Store['records']['put'] = (key, value, ttlMs) => {
    if (key.startsWith('trace:')) traces += 1;
    return store.records.put(key, value, ttlMs);
  };
  const create: Store['sessions']['create'] = (session) => {
    sessions += 1;
    return store.sessions.create(session);
  };
  const { records, sessions: kept } = store;
  return {
    store: {
      ...store,
      records: { ...records, put },
      sessions: { ...kept, create },
    },
    kept: () => ({ traces, sessions }),
    forget: () => {
      [traces, sessions] = [0, 0];
    },
  };
}

export interface AttackGateway {
  readonly gateway: Gateway;
  readonly url: string;
  readonly twilio: TwilioStandIn;
  readonly log: ReturnType<typeof collectingLog>;
  kept(): Kept;
  /** What store and outbox hold now; for the memory of the gateway itself, or the Redis it was given. */
  readonly held: Held;
  /** Forgets what was kept and asked so far. */
  forget(): void;
  close(): Promise<void>;
}

export interface AttackGatewayOptions {
  /** Shared by several gateways; one of its own is started, and closed, where it is left out. */
  readonly twilio?: TwilioStandIn;
  readonly store?: Store;
  /** Store and outbox in this Redis, as the configuration makes them. */
  readonly redis?: { readonly url: string; readonly keyPrefix: string };
  readonly clock?: () => number;
}

interface Kit {
  readonly ports: Partial<Ports> & { readonly store: Store };
  readonly held: Held;
  close(): Promise<void>;
}

/** Generous: no case may run into it. */
const PATIENT_MS = 30_000;

function kitOf({ store, redis }: AttackGatewayOptions, clock: () => number): Kit {
  if (redis !== undefined) {
    const connection = connectStore({ ...redis, timeoutMs: PATIENT_MS, log: collectingLog() });
    return {
      ports: { store: createRedisStore({ connection, clock }) },
      held: heldInRedis(connection),
      close: () => connection.close(),
    };
  }
  const memory = anOpenMemoryStore(clock);
  const { outbox, held } = aWatchedOutbox(clock);
  return {
    ports: { store: store ?? memory.store, outbox },
    held: async () => [...(store === undefined ? await memory.held() : []), ...(await held())],
    close: () => Promise.resolve(),
  };
}

/** The whole gateway with many connections, over HTTP, at a fixed time. */
export async function anAttackGateway(options: AttackGatewayOptions = {}): Promise<AttackGateway> {
  const { clock = () => NOW } = options;
  const twilio = options.twilio ?? (await aTwilioStandIn());
  const { redis } = options;
  const storeYaml =
    redis === undefined ? 'memory' : `{ url: '${redis.url}', keyPrefix: '${redis.keyPrefix}', timeout: 10s }`;
  const { config } = await loadConfig(configText(twilio, storeYaml), {
    file: 'flexgate.yaml',
    env: {},
    environment: 'development',
    readFile: () => {
      throw new Error('no files in this test');
    },
    fetchText: () => Promise.reject(new Error('no network in this test')),
    now: Date.now,
  });
  const log = collectingLog();
  const kit = kitOf(options, clock);
  const { store, kept, forget } = counting(kit.ports.store);
  const gateway = compose(config, { ...kit.ports, log, clock, store });
  const server = await gateway.listen('127.0.0.1');
  return {
    gateway,
    url: server.url,
    twilio,
    log,
    kept,
    held: kit.held,
    forget: () => {
      forget();
      twilio.clear();
    },
    close: async () => {
      await server.close();
      await gateway.close();
      await kit.close();
      if (options.twilio === undefined) await twilio.close();
    },
  };
}

/** A store on a redis-server at this URL or socket; Redis ends its records by the real clock. */
export function aRedisStore(url: string, keyPrefix: string, timeoutMs: number): Store {
  const connection = connectStore({ url, timeoutMs, keyPrefix, log: collectingLog() });
  return createRedisStore({ connection, clock: Date.now });
}
