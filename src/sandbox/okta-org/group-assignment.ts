import { checkProfile } from './app-profile.ts';
import type { AppRecord, GroupAssignmentRecord } from './app-record.ts';
import type { AppStore } from './app-store.ts';

interface Assigning {
  readonly apps: Pick<AppStore, 'change'>;
  /** ms since epoch. */
  readonly clock: () => number;
}

export interface GroupAssignmentDraft {
  /** Left out: as before, else the next free number from 0 on. */
  readonly priority?: number | undefined;
  /** Replaces what was there. */
  readonly profile?: Readonly<Record<string, unknown>> | null | undefined;
}

const nextPriority = ({ groups }: AppRecord): number =>
  Math.max(-1, ...[...groups.values()].map(({ priority }) => priority)) + 1;

/** Throws E0000001. */
export function assignGroup(
  { apps, clock }: Assigning,
  app: AppRecord,
  groupName: string,
  draft: GroupAssignmentDraft,
): GroupAssignmentRecord {
  const profile = draft.profile ?? {};
  checkProfile(app, profile, { group: true });
  const priority = draft.priority ?? app.groups.get(groupName)?.priority ?? nextPriority(app);
  const record = { groupName, priority, profile, updatedAt: clock() };
  apps.change(app.id, { groups: new Map([...app.groups, [groupName, record]]) });
  return record;
}

export function unassignGroup({ apps }: Pick<Assigning, 'apps'>, app: AppRecord, groupName: string): void {
  apps.change(app.id, { groups: new Map([...app.groups].filter(([name]) => name !== groupName)) });
}
