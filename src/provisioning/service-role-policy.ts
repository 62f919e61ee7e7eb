import type { FlexRole } from '../roles/flex-role.ts';

/** Which Conversations service role goes with which Flex role (twilio.md 4.3). */
export interface ServiceRolePolicy {
  /** Friendly names, by Flex role. */
  readonly names: Readonly<Record<FlexRole, string>>;
  /** RL… SIDs that override the search by name. */
  readonly sids: Readonly<Partial<Record<FlexRole, string>>>;
  /** What stands in for a missing agent role: the Service's default role, a role we create, or nothing. */
  readonly agentMissing: 'default' | 'create' | 'refuse';
}
