import { setTimeout as pause } from 'node:timers/promises';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Config } from '../config/config.ts';
import { createDeliver } from '../provisioning/deliver.ts';
import { createDoorKeeper } from '../provisioning/doors.ts';
import type { OutboxWork } from '../provisioning/outbox.ts';
import { createReconcile } from '../provisioning/reconcile.ts';
import type { Reconcile } from '../provisioning/reconcile.ts';
import { createSignIn } from '../provisioning/sign-in.ts';
import type { SignIn } from '../provisioning/sign-in.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { Subject } from '../provisioning/subject.ts';
import { withTwilioDeadline } from '../twilio/twilio-scope.ts';
import { audited, auditedWorkers } from './audited.ts';
import type { ConversationWork } from './conversations.ts';
import { digestOf } from './ports.ts';
import type { Ports } from './ports.ts';
import { verifyDeadlineOf } from './verify-deadline.ts';

/** A lease outlives the slowest login by so much, so that its holder stops by its own deadline first. */
const LEASE_MARGIN_MS = 5_000;

interface Reconciles {
  /** Before anything else that waits for Twilio. */
  readonly forLogin: Reconcile;
  /** Goes only where no login waits. */
  readonly forRepair: Reconcile;
}

export function reconcilesFor(config: Config, ports: Ports, audit: AuditTrail): Reconciles {
  const { store, twilio, clock } = ports;
  const patienceMs = config.provisioningTimeoutMs;
  const reconcile = createReconcile({
    ledger: store.ledger,
    workers: auditedWorkers(ports, audit),
    users: twilio.users,
    serviceRoles: twilio.serviceRoles,
    policy: config.serviceRoles,
    bothDoors: config.bothDoors,
    clock,
    pause: (ms) => pause(ms),
    settings: { leaseMs: patienceMs + LEASE_MARGIN_MS, patienceMs },
  });
  const inLane =
    (repair: boolean): Reconcile =>
    (subject, options) =>
      withTwilioDeadline(patienceMs, () => reconcile(subject, options), { connection: subject.namespace, repair });
  return { forLogin: audited(inLane(false), ports, audit), forRepair: audited(inLane(true), ports, audit) };
}

export function onDemotionFor(config: Config, { store, outbox, metrics }: Ports): (subject: Subject) => Promise<void> {
  return async (subject) => {
    if (config.session.onDemotion === 'end') {
      const ended = await store.sessions.endOf(slotOf(subject.identity));
      metrics.sessionsEnded('demotion', ended.length);
    }
    // The outbox lowers the person in conversations (compose/conversations.ts).
    if (config.conversations !== undefined) await outbox.enqueue(subject, 'DEMOTION');
  };
}

export function signInFor(config: Config, ports: Ports, reconcile: Reconcile): SignIn {
  const { store, outbox, clock, log } = ports;
  const { bothDoors } = config;
  return createSignIn({
    ledger: store.ledger,
    reconcile,
    outbox,
    digest: digestOf,
    clock,
    log,
    trustMs: config.reconcileTrustMs,
    verifyDeadline: verifyDeadlineOf(config.verifyDeadlineMs),
    onDemotion: onDemotionFor(config, ports),
    ...(config.conversations !== undefined && { onPromotion: (subject) => outbox.enqueue(subject, 'PROMOTION') }),
    ...(hasConsoleDoor(config) && { doors: createDoorKeeper({ records: store.records, bothDoors, clock, log }) }),
  });
}

/** Whether people may come through two doors at all. */
export const hasConsoleDoor = ({ connections }: Config): boolean =>
  connections.some(({ policy }) => policy.kind === 'console');

/**
 * Neither waits for the other: what a worker cannot be given must not keep a demotion from the conversations. A promotion
 * counts once Twilio has it, so the conversations are looked at again afterwards.
 */
export function deliverFor(
  { store, log }: Ports,
  reconcile: Reconcile,
  work: ConversationWork | undefined,
): OutboxWork {
  const deliver = createDeliver({ ledger: store.ledger, reconcile, log });
  return async (subject) => {
    const results = await Promise.allSettled([deliver(subject), work?.afterRoleChange(subject)]);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    await work?.afterRoleChange(subject);
  };
}
