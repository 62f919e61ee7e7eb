import { randomUUID } from 'node:crypto';
import { createQueuedOutbox } from '../../src/outbox/outbox.bullmq.ts';
import type { Outbox } from '../../src/provisioning/outbox.ts';
import { slotOf } from '../../src/provisioning/subject.ts';
import { escapeIdentity } from '../../src/roles/identity.ts';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aGateway, collectingLog } from './a-gateway.ts';
import type { GatewayOptions, RunningGateway } from './a-gateway.ts';
import type { Person } from './a-login.ts';
import { eventually } from './store-eventually.ts';

/** A store on the Redis of this test run, or on another. */
export interface SharedStore {
  readonly url: string;
  readonly keyPrefix: string;
}

export function sharedStore(url?: string): SharedStore {
  const socket = process.env['REDIS_TEST_URL'] ?? '';
  const shared = socket.startsWith('/') ? `redis+unix://${socket}` : socket;
  return { url: url ?? shared, keyPrefix: `f-${randomUUID()}:` };
}

/** ms. See QueuedOutboxDeps. */
export interface OutboxWaits {
  readonly guardMs: number;
  readonly silenceMs: number;
}

/** What a replica that is gone had begun comes to another one soon. */
export const SOON: OutboxWaits = { guardMs: 1_000, silenceMs: 1_000 };

/** However slow the machine is, no guard comes to life beside its login, and nobody's work is taken away. */
export const PATIENT: OutboxWaits = { guardMs: 120_000, silenceMs: 120_000 };

/** Comes again soon with what failed. */
export const quickOutbox = ({ url, keyPrefix }: SharedStore, waits = SOON): Outbox =>
  createQueuedOutbox({
    url,
    keyPrefix,
    timeoutMs: 20_000,
    clock: Date.now,
    log: collectingLog(),
    ...waits,
    retries: { firstMs: 50, longestMs: 400, incurableMs: 1_000 },
  });

/**
 * Here Twilio either answers or cuts the connection, and both at once. What takes longer is a busy machine, which must not
 * change how a login ends.
 */
export const UNHURRIED = 'deadline: 60s\ntimeout: 60s\nretries: 1';

/** All of a test comes from one address, and much of it is refused. */
const NO_LIMITS = 'limits: { acsRefusalsPerAddress: off, acsPerConnection: off, exchangeRefusalsPerAddress: off }';

export interface ReplicaOptions extends Omit<GatewayOptions, 'store' | 'keyPrefix'> {
  readonly outboxWaits?: OutboxWaits;
}

/** A replica on the shared store. */
export const aReplica = (
  store: SharedStore,
  { outboxWaits = PATIENT, ...options }: ReplicaOptions,
): Promise<RunningGateway> =>
  aGateway({
    twilioYaml: UNHURRIED,
    ...options,
    store: store.url,
    keyPrefix: store.keyPrefix,
    top: `${NO_LIMITS}\n${options.top ?? ''}`,
    ports: { outbox: quickOutbox(store, outboxWaits), ...options.ports },
  });

/** Every request loses its connection without being carried out, until `faults.reset()`. */
export const cutOffFromTwilio = (twilio: TwilioStandIn): void =>
  twilio.faults.failNext({ dropConnection: true, times: 1_000_000 });

export const slotOfPerson = ({ email = '' }: Person): string => slotOf(escapeIdentity(email));

/** What the stand-in holds for somebody: the roles on the worker, and the name of the User's service role. */
export function heldBy(twilio: TwilioStandIn, { email = '' }: Person): { roles: unknown; serviceRole: unknown } {
  const worker = twilio.workers().find(({ friendly_name: name }) => name === email);
  const user = twilio.users().find(({ identity }) => identity === escapeIdentity(email));
  const role = twilio.roles().find(({ sid }) => sid === user?.role_sid);
  const attributes = JSON.parse(worker?.attributes ?? '{}') as { roles?: unknown };
  return { roles: attributes.roles, serviceRole: role?.friendly_name };
}

/** Waits until the stand-in holds each at the role that the IdP sent last. */
export const eventuallyHolds = (twilio: TwilioStandIn, people: readonly Person[]): Promise<unknown> =>
  eventually(
    async () => people.filter((person) => !holds(twilio, person)).map(({ email, roles }) => ({ email, roles })),
    (behind) => behind.length === 0,
  );

function holds(twilio: TwilioStandIn, person: Person): boolean {
  const { roles, serviceRole } = heldBy(twilio, person);
  const [flexRole = 'agent'] = person.roles ?? [];
  return Array.isArray(roles) && roles[0] === flexRole && serviceRole === flexRole;
}

export async function sessionOf({ url }: RunningGateway, cookie: string): Promise<Record<string, unknown>> {
  const answer = await fetch(`${url}/api/session`, { headers: { cookie } });
  return { status: answer.status, ...((await answer.json()) as Record<string, unknown>) };
}
