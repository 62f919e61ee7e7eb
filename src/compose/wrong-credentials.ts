import { createBoundedAudit } from '../audit/bounded-audit.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Config } from '../config/config.ts';
import type { GuardDeps, GuessedDoor } from '../http/guards.ts';
import { isRefusal } from '../kernel/refusal.ts';
import { addressKeys } from '../limits/address-key.ts';
import { addressLimiter } from '../limits/address-limiter.ts';
import type { Ports } from './ports.ts';

export type WrongCredentials = GuardDeps['onWrongCredentials'];

const ENTRIES = {
  admin: { kind: 'operator.token-refused', why: 'ADMIN_TOKEN_WRONG', by: 'anonymous' },
  account: { kind: 'operator.account-refused', why: 'ACCOUNT_CREDENTIALS', by: 'anonymous' },
} as const;

function doorOf(door: GuessedDoor, config: Config, { limiters, clock }: Ports, audit: AuditTrail) {
  const { adminRefusalsPerAddress, accountRefusalsPerAddress } = config.limits;
  const rate = { admin: adminRefusalsPerAddress, account: accountRefusalsPerAddress }[door];
  const rest = { kind: ENTRIES[door].kind, what: 'wrong credentials' };
  return {
    limiter: addressLimiter(limiters, `${door}-refusals`, rate),
    audit: createBoundedAudit(audit, clock, rest),
  };
}

/** Counts what opened nothing, for each address over all replicas, and tells the metrics and, within bounds, the audit. */
export function createWrongCredentials(config: Config, ports: Ports, audit: AuditTrail): WrongCredentials {
  const doors = {
    admin: doorOf('admin', config, ports, audit),
    account: doorOf('account', config, ports, audit),
  };
  return async (door, address) => {
    doors[door].audit.append(ENTRIES[door]);
    try {
      await doors[door].limiter.take(addressKeys(address));
    } catch (error) {
      if (isRefusal(error)) ports.metrics.credentialsRefused({ door, limited: true });
      throw error;
    }
    ports.metrics.credentialsRefused({ door, limited: false });
  };
}
