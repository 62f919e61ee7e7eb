import { DEFAULT_CONVERSATION_ROLE } from '../roles/catalogue/conversations.ts';
import { compareFlexRoles, FLEX_ROLES, isFlexRole } from '../roles/flex-role.ts';
import type { FlexRole } from '../roles/flex-role.ts';

/** Names of the conversation roles that participants get, by Flex role. None is above its Flex role (`isAboveFlexRole`). */
export type ParticipantRoleNames = Readonly<Record<FlexRole, string>>;

export const PARTICIPANT_ROLE_NAMES: ParticipantRoleNames = {
  agent: 'agent',
  supervisor: 'supervisor',
  admin: 'admin',
};

/** Of the catalogue's roles, those of the Flex roles stand above `guest` and in the order of the Flex roles. */
const catalogueRank = (name: string): number | undefined => {
  if (name === DEFAULT_CONVERSATION_ROLE) return 0;
  return isFlexRole(name) ? FLEX_ROLES.indexOf(name) + 1 : undefined;
};

/** Whether a role of the catalogue is one of a higher Flex role. Of custom roles the operator knows what they allow. */
export const isAboveFlexRole = (name: string, flexRole: FlexRole): boolean =>
  isFlexRole(name) && compareFlexRoles(name, flexRole) > 0;

/**
 * How high a role stands, guest being 0; undefined for one that is neither in the catalogue nor named by the policy. A
 * name that serves several Flex roles stands where the lowest of them does.
 */
export function rankOf(name: string, names: ParticipantRoleNames): number | undefined {
  const lowest = FLEX_ROLES.find((flexRole) => names[flexRole] === name);
  return lowest === undefined ? catalogueRank(name) : FLEX_ROLES.indexOf(lowest) + 1;
}

/** Without a Flex role, nobody is more than a guest. */
export const wantedRole = (flexRole: FlexRole | undefined, names: ParticipantRoleNames): string =>
  flexRole === undefined ? DEFAULT_CONVERSATION_ROLE : names[flexRole];
