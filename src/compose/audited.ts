import { hostname } from 'node:os';
import { createLoginAudit } from '../audit/audit-login.ts';
import { createAuditedReconcile } from '../audit/audit-reconcile.ts';
import { createAuditedWorkers } from '../audit/audit-workers.ts';
import { auditKeyOf } from '../audit/audit-key.ts';
import { createAuditTrail } from '../audit/audit-trail.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Config } from '../config/config.ts';
import type { LoginDeps, LoginEnded } from '../login/login-deps.ts';
import type { Reconcile } from '../provisioning/reconcile.ts';
import type { WorkerDirectory } from '../provisioning/worker-directory.ts';
import { identityOf } from '../roles/identity.ts';
import type { Ports } from './ports.ts';

/** Names this process in the audit. */
export const replicaName = (): string => `${hostname()}:${process.pid}`;

export function auditFor({ audit: { secrets } }: Config, { store, clock, log }: Ports): AuditTrail {
  return createAuditTrail({ audit: store.audit, clock, log, replica: replicaName(), key: auditKeyOf(secrets[0]) });
}

export const audited = (reconcile: Reconcile, { store }: Ports, audit: AuditTrail): Reconcile =>
  createAuditedReconcile({ reconcile, ledger: store.ledger, audit });

export const auditedWorkers = ({ store, twilio }: Ports, audit: AuditTrail): WorkerDirectory =>
  createAuditedWorkers(twilio.workers, { ledger: store.ledger, audit });

/**
 * What follows a login, granted or refused, without holding it up: it is counted, told to the audit, and the person's
 * place in the list of subjects moves.
 */
export function afterLogin(
  { store, clock, log, metrics }: Ports,
  audit: AuditTrail,
  connections: LoginDeps['connections'],
): LoginDeps['onEnd'] {
  const tellAudit = createLoginAudit(audit, clock);
  const seen = ({ connection, trace: { username } }: LoginEnded): void => {
    const namespace = connections.get(connection)?.namespace;
    if (namespace === undefined || username === undefined) return;
    const subject = { namespace, username, identity: identityOf(username) };
    store.subjects.seen(subject, clock()).catch((error: unknown) => {
      log.warn({ err: error, username }, 'list of subjects not brought up to date; the next login does it');
    });
  };
  return (ended) => {
    metrics.loginEnded(ended);
    tellAudit(ended);
    if (ended.outcome === 'granted') seen(ended);
  };
}
