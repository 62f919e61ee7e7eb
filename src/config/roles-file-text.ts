import { Document } from 'yaml';
import type { WantedRole, WantedRoles } from '../role-management/wanted-roles.ts';

const HEAD = ' Roles of the Conversations Service, for `flexgate roles diff` and `flexgate roles apply`.';

const plain = (roles: ReadonlyMap<string, WantedRole>): Map<string, WantedRole> | undefined =>
  roles.size === 0 ? undefined : new Map(roles);

/** The text of a roles file, with notes as comments on top. Reading it again gives the same roles. */
export function rolesFileText({ roles, touchDefaults }: WantedRoles, notes: readonly string[]): string {
  const service = plain(roles.service);
  const conversation = plain(roles.conversation);
  const document = new Document({
    ...(service !== undefined && { service }),
    ...(conversation !== undefined && { conversation }),
    touchDefaults,
  });
  document.commentBefore = [HEAD, ...notes.map((note) => ` ${note.replaceAll(/\s+/g, ' ')}`)].join('\n');
  return document.toString({ lineWidth: 120 });
}
