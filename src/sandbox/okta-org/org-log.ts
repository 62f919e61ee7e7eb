import { randomUUID } from 'node:crypto';

export interface LogEntry {
  readonly eventType: string;
  readonly result: 'SUCCESS' | 'FAILURE' | 'DENY';
  readonly reason?: string;
  readonly actor: { readonly id: string; readonly login: string; readonly name: string };
  readonly target: { readonly id: string; readonly label: string };
}

/** The system log, as far as sign-ons go. */
export interface OrgLog {
  add(entry: LogEntry): void;
  /** Oldest first, as LogEvent resources. */
  since(ms: number): readonly Readonly<Record<string, unknown>>[];
}

const KEPT = 1000;

export function createOrgLog(clock: () => number): OrgLog {
  const events: { at: number; resource: Readonly<Record<string, unknown>> }[] = [];
  return {
    add: ({ eventType, result, reason, actor, target }) => {
      const at = clock();
      const resource = {
        uuid: randomUUID(),
        published: new Date(at).toISOString(),
        eventType,
        version: '0',
        severity: result === 'SUCCESS' ? 'INFO' : 'WARN',
        displayMessage: eventType,
        outcome: { result, ...(reason !== undefined && { reason }) },
        actor: { id: actor.id, type: 'User', alternateId: actor.login, displayName: actor.name },
        target: [{ id: target.id, type: 'AppInstance', alternateId: target.label, displayName: target.label }],
      };
      events.push({ at, resource });
      if (events.length > KEPT) events.shift();
    },
    since: (ms) => events.filter(({ at }) => at >= ms).map(({ resource }) => resource),
  };
}
