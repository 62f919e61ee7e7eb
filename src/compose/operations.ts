import { setTimeout as pause } from 'node:timers/promises';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Config } from '../config/config.ts';
import { createDetectDrift } from '../drift/detect-drift.ts';
import type { DetectDrift } from '../drift/detect-drift.ts';
import { createDriftRuns } from '../drift/drift-runs.ts';
import type { DriftRuns } from '../drift/drift-runs.ts';
import { createDriftSchedule } from '../drift/drift-schedule.ts';
import type { DriftSchedule } from '../drift/drift-schedule.ts';
import { createBlocks } from '../leavers/block.ts';
import type { Blocks } from '../leavers/block.ts';
import { createDeprovision } from '../leavers/deprovision.ts';
import type { Deprovision } from '../leavers/deprovision.ts';
import { createLowerUser } from '../leavers/lower-user.ts';
import { findSubject } from '../leavers/find-subject.ts';
import type { FoundSubject } from '../leavers/find-subject.ts';
import { createListSubjects } from '../leavers/stale-subjects.ts';
import type { ListSubjects } from '../leavers/stale-subjects.ts';
import type { ParticipantRoles } from '../conversations/participant-roles.ts';
import { createVacate } from '../provisioning/doors.ts';
import type { Reconcile } from '../provisioning/reconcile.ts';
import type { Subject } from '../provisioning/subject.ts';
import { withTwilioDeadline } from '../twilio/twilio-scope.ts';
import { digestOf } from './ports.ts';
import type { Ports } from './ports.ts';
import { hasConsoleDoor } from './provisioning.ts';

/** What operators do, ready for any door: HTTP, pages, CLI, schedules. */
export interface Operations {
  readonly find: (username: string, namespace?: string) => Promise<FoundSubject>;
  /** Of all connections, each once. */
  readonly namespaces: readonly string[];
  readonly list: ListSubjects;
  readonly blocks: Blocks;
  readonly deprovision: Deprovision;
  readonly detectDrift: DetectDrift;
  readonly driftRuns: DriftRuns;
  readonly driftSchedule: DriftSchedule;
}

export interface OperationParts {
  /** In the lane of repairs. */
  readonly reconcile: Reconcile;
  readonly onDemotion: (subject: Subject) => Promise<void>;
  /** Absent where the configuration leaves participants to Flex. */
  readonly conversations?: Pick<ParticipantRoles, 'lowerAll'>;
  readonly audit: AuditTrail;
  readonly replica: string;
  readonly longestTokenMs: number;
}

const LEASE_MS = 60_000;
/** The longest run over everybody. Its calls go only where no login waits. */
const DRIFT_MS = 3_600_000;

const namespacesOf = ({ connections }: Config): readonly string[] => [
  ...new Set(connections.map(({ namespace }) => namespace)),
];

function driftFor(config: Config, ports: Ports, { reconcile, onDemotion, audit }: OperationParts): DetectDrift {
  const { store, twilio, clock } = ports;
  const detect = createDetectDrift({
    ledger: store.ledger,
    index: store.subjects,
    directory: twilio.directory,
    workers: twilio.workers,
    users: twilio.users,
    serviceRoles: twilio.serviceRoles,
    serviceRolePolicy: config.serviceRoles,
    reconcile,
    onDemotion,
    digest: digestOf,
    audit,
    clock,
  });
  return (order) => withTwilioDeadline(DRIFT_MS, () => detect(order), { connection: '', repair: true });
}

function deprovisionFor(
  config: Config,
  ports: Ports,
  { audit, conversations, longestTokenMs }: OperationParts,
): Deprovision {
  const { store, twilio, clock } = ports;
  return createDeprovision({
    ledger: store.ledger,
    sessions: store.sessions,
    namespaces: namespacesOf(config),
    workers: twilio.workerRemoval,
    users: twilio.userRemoval,
    lowerUser: createLowerUser({
      users: twilio.users,
      serviceRoles: twilio.serviceRoles,
      policy: config.serviceRoles,
    }),
    ...(conversations && { conversations }),
    ...(hasConsoleDoor(config) && { vacateDoor: createVacate(store.records) }),
    audit,
    clock,
    pause: (ms) => pause(ms),
    settings: { leaseMs: LEASE_MS, patienceMs: config.provisioningTimeoutMs, longestTokenMs },
  });
}

export function createOperations(config: Config, ports: Ports, parts: OperationParts): Operations {
  const { store, clock, log } = ports;
  const { ledger, records, subjects } = store;
  const { audit, replica, conversations } = parts;
  const onChange = (subject: Subject, reason: string) => ports.outbox.enqueue(subject, reason);
  const namespaces = namespacesOf(config);
  const detectDrift = driftFor(config, ports, parts);
  const driftRuns = createDriftRuns({ detect: detectDrift, records, log });
  return {
    find: (username, namespace) => findSubject(username, { ledger, namespaces }, namespace),
    namespaces,
    list: createListSubjects({ subjects, ledger, clock }),
    blocks: createBlocks({ ledger, namespaces, audit, clock, ...(conversations && { onChange }) }),
    deprovision: deprovisionFor(config, ports, parts),
    detectDrift,
    driftRuns,
    driftSchedule: createDriftSchedule({ runs: driftRuns, records, settings: config.drift, replica, clock, log }),
  };
}
