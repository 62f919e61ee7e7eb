import type { ChatRole } from '../roles/catalogue/chat.ts';
import { translateChatRole } from '../roles/catalogue/chat.ts';
import { sameJson } from '../kernel/canonical-json.ts';
import type { RoleType } from '../roles/catalogue/permissions.ts';
import { CONVERSATIONS_VOCABULARY } from './default-roles.ts';
import type { WantedRole, WantedRoles } from './wanted-roles.ts';

export interface NamedChatRole extends ChatRole {
  readonly name: string;
}

export interface ChatMigration {
  readonly wanted: WantedRoles;
  /** What did not come over as it was, a sentence each. */
  readonly notes: readonly string[];
}

interface Migrated {
  readonly type: RoleType;
  readonly name: string;
  readonly permissions: readonly string[];
  readonly notes: readonly string[];
}

function migrate({ name, type: chatType, permissions: before }: NamedChatRole): Migrated {
  const { type, permissions, dropped } = translateChatRole({ type: chatType, permissions: before });
  const notes = dropped.map(
    (permission) => `${type} role “${name}”: ${permission} has no counterpart in Conversations`,
  );
  return { type, name, permissions: permissions.toSorted(), notes };
}

const { documentedPermissions, originOf } = CONVERSATIONS_VOCABULARY;

/** A default role as it came with the Service: the Conversations Service has it already. */
function isUntouched({ type, name, permissions }: Migrated): boolean {
  const documented = documentedPermissions(type, name);
  return documented !== undefined && sameJson(documented.toSorted(), permissions);
}

function noteOf(role: Migrated): readonly string[] {
  const label = `${role.type} role “${role.name}”`;
  if (isUntouched(role)) return [`${label}: left out, every Conversations Service has it as it stood`];
  if (originOf(role.type, role.name) === 'custom') return [];
  return [`${label}: a default role that was changed; it is written only with touchDefaults: true`];
}

/** The roles of a Chat Service in the words of Conversations. Of two roles with one name the first counts. */
export function migrateChatRoles(roles: readonly NamedChatRole[]): ChatMigration {
  const wanted = { service: new Map<string, WantedRole>(), conversation: new Map<string, WantedRole>() };
  const notes: string[] = [];
  for (const role of roles.map(migrate)) {
    notes.push(...role.notes, ...noteOf(role));
    if (isUntouched(role)) continue;
    if (wanted[role.type].has(role.name)) notes.push(`${role.type} role “${role.name}”: there twice, the first counts`);
    else if (role.permissions.length === 0)
      notes.push(`${role.type} role “${role.name}”: left out, nothing is left of it`);
    else wanted[role.type].set(role.name, { permissions: role.permissions });
  }
  return { wanted: { roles: wanted, remove: { service: [], conversation: [] }, touchDefaults: false }, notes };
}
