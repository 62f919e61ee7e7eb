import { randomUUID } from 'node:crypto';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aTwilioStandIn } from '../support/a-gateway.ts';
import { aMark, posted, strike, type Blow } from '../support/attack-case.ts';
import { anAttackGateway, aRedisStore, type AttackGateway } from '../support/attack-gateway.ts';
import { redisProcess, type RedisProcess } from '../support/redis-process.ts';

const POSTS = 300;
const REPLICAS = 2;
/** No post of a crowd may run into it. */
const PATIENT_MS = 30_000;

let twilio: TwilioStandIn;
let gateways: readonly AttackGateway[];

beforeAll(async () => {
  twilio = await aTwilioStandIn();
});
afterAll(() => twilio.close());

/** Gateways that share nothing but one Redis and the account at Twilio. */
const replicas = (socket: string, timeoutMs: number): Promise<AttackGateway[]> => {
  const keyPrefix = `attack:${randomUUID()}:`;
  return Promise.all(
    Array.from({ length: REPLICAS }, () =>
      anAttackGateway({ twilio, store: aRedisStore(socket, keyPrefix, timeoutMs), clock: Date.now }),
    ),
  );
};

afterEach(async () => {
  await Promise.all(gateways.map((gateway) => gateway.close()));
});

const nthGateway = (index: number): AttackGateway => {
  const gateway = gateways[index % REPLICAS];
  if (gateway === undefined) throw new Error('no gateway runs');
  return gateway;
};

async function outcomesOf(blows: readonly Blow[]): Promise<ReadonlyMap<string, number>> {
  const outcomes = new Map<string, number>();
  await Promise.all(
    blows.map(async (blow, index) => {
      const answer = await strike(nthGateway(index), blow, 'either');
      const outcome = answer.status === 303 ? 'granted' : ((await answer.json()) as { code: string }).code;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }),
  );
  return outcomes;
}

describe('over two replicas', () => {
  beforeEach(async () => {
    gateways = await replicas(process.env['REDIS_TEST_URL'] ?? '', PATIENT_MS);
  });

  test(`${POSTS} posts of one assertion at once give one session`, async () => {
    const mark = aMark('either');
    const blow = posted(mark.respond({ now: Date.now(), sign: 'response' }));
    const outcomes = await outcomesOf(Array.from({ length: POSTS }, () => blow));
    expect(Object.fromEntries(outcomes)).toEqual({ granted: 1, SAML_REPLAYED: POSTS - 1 });
    expect(gateways.reduce((sum, gateway) => sum + gateway.kept().sessions, 0)).toBe(1);
    expect(twilio.workers().filter(({ friendly_name: name }) => name === mark.email)).toHaveLength(1);
    expect(twilio.users().filter(({ friendly_name: name }) => name === 'Ana Ruiz')).toHaveLength(1);
  });

  test('what one replica has used, the other one knows', async () => {
    const blow = posted(aMark('either').respond({ now: Date.now() }));
    expect(await outcomesOf([blow])).toEqual(new Map([['granted', 1]]));
    expect((await strike(nthGateway(1), blow, 'either')).status).toBe(403);
  });
});

describe('without Redis', () => {
  let redis: RedisProcess;
  beforeEach(async () => {
    redis = redisProcess(['--port', '0']);
    await redis.start();
    gateways = await replicas(redis.socket, PATIENT_MS);
  });
  afterEach(() => redis.remove());

  const untilAnswering = async (): Promise<void> => {
    const waiting = new Set(gateways);
    while (waiting.size > 0)
      for (const gateway of waiting)
        await gateway.gateway.ports.store.ping().then(
          () => waiting.delete(gateway),
          () => new Promise((resolve) => setImmediate(resolve)),
        );
  };

  test('nobody gets in, nothing is written, and the assertion is good again once Redis is back', async () => {
    await untilAnswering();
    const mark = aMark('either');
    const blow = posted(mark.respond({ now: Date.now() }));
    await redis.kill();
    for (const gateway of gateways) gateway.forget();
    const refused = await strike(nthGateway(0), blow, 'either');
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.getSetCookie()).toEqual([]);
    expect(twilio.requests()).toEqual([]);
    await redis.start();
    await untilAnswering();
    expect(await outcomesOf([blow, blow])).toEqual(
      new Map([
        ['granted', 1],
        ['SAML_REPLAYED', 1],
      ]),
    );
  });
});
