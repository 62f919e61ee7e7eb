import type { Log, LogFields } from '../../src/kernel/log.ts';
import type { Claim, ConfirmedState, DesiredState } from '../../src/provisioning/subject-ledger.ts';
import { slotOf } from '../../src/provisioning/subject.ts';
import type { Subject } from '../../src/provisioning/subject.ts';
import type { Door } from '../../src/roles/console-roles.ts';
import type { FlexRole } from '../../src/roles/flex-role.ts';
import type { Session } from '../../src/sessions/session-store.ts';

export const T0 = Date.UTC(2026, 10, 2, 9);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export const aSubject = (username = 'ann@example.com', namespace = 'okta'): Subject => ({
  namespace,
  username,
  identity: username.replaceAll('@', '_40').replaceAll('.', '_2E'),
});

export const slot = slotOf(aSubject().identity);

interface DesiredParts {
  readonly issuedAt?: number;
  readonly assertionId?: string;
  readonly flexRole?: FlexRole;
  /** By default one digest for each Flex role. */
  readonly digest?: string;
  /** Absent: as an assignment by SSO, which names none. */
  readonly door?: 'console';
  readonly subject?: Subject;
}

export function aDesired(parts: DesiredParts = {}): DesiredState {
  const { issuedAt = T0, assertionId = '_a1', flexRole = 'agent', digest = `digest of ${flexRole}` } = parts;
  const { username, identity } = parts.subject ?? aSubject();
  return {
    assignment: {
      username,
      identity,
      ...(parts.door !== undefined && { door: parts.door }),
      email: 'ann@example.com',
      fullName: 'Ann “The” Ünal',
      flexRole,
      insightsRoles: [],
      roles: [flexRole],
      workerAttributes: { email: 'ann@example.com', full_name: 'Ann “The” Ünal', roles: [flexRole], __proto__x: 1 },
      clear: [],
      keep: 'all',
      channels: [{ taskChannel: 'voice', capacity: 1 }],
      explanation: { connection: 'okta', roles: [], attributes: [] },
    },
    fence: { issuedAt, assertionId },
    digest,
  };
}

export interface ClaimParts extends DesiredParts {
  readonly usedUntil?: number;
  readonly now?: number;
  readonly closedByOther?: Door;
  readonly vacant?: string;
}

export function aClaim(parts: ClaimParts = {}): Claim {
  const { subject = aSubject(), now = T0, usedUntil = now + 5 * MINUTE } = parts;
  const { closedByOther, vacant } = parts;
  const only = { ...(closedByOther !== undefined && { closedByOther }), ...(vacant !== undefined && { vacant }) };
  return { subject, desired: aDesired(parts), usedUntil, now, ...only };
}

export const aConfirmed = (parts: Partial<ConfirmedState> = {}): ConfirmedState => ({
  digest: 'digest of agent',
  flexRole: 'agent',
  insightsRoles: [],
  workerSid: 'WK1',
  userSid: 'US1',
  serviceRole: { name: 'agent', sid: 'RL1' },
  ownedAttributes: ['email', 'full_name', 'roles'],
  at: T0,
  ...parts,
});

export const aBlock = (reason = 'left the company') => ({ at: T0, by: 'operator', reason });

export const aSession = (parts: Partial<Session> = {}): Session => ({
  subject: aSubject(),
  connection: 'okta',
  nameId: { value: 'ann@example.com', format: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress' },
  sessionIndex: '_index1',
  trace: 'calm-otter-12',
  createdAt: T0,
  expiresAt: T0 + 12 * HOUR,
  idleMs: HOUR,
  ...parts,
});

interface LogLine {
  readonly level: keyof Log;
  readonly fields: LogFields;
  readonly message: string;
}

/** A log that keeps its lines. */
export function aLog(): Log & { readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  const keep = (level: keyof Log) => (fields: LogFields, message: string) =>
    void lines.push({ level, fields, message });
  return { lines, debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') };
}
