import { ensure } from '../kernel/refusal.ts';
import type { FlexRole } from '../roles/flex-role.ts';
import type { EffectiveRoles } from '../sessions/effective.ts';
import type { TokenSettings } from './token-settings.ts';

/** Grants that a client may ask for, by their key in the token, in the order in which they stand there. */
export const GRANTS = ['chat', 'task_router', 'voice', 'data_sync'] as const;
export type GrantName = (typeof GRANTS)[number];

/** The person for whom a token speaks. */
export interface Bearer {
  readonly identity: string;
  readonly workerSid: string;
  readonly roles: EffectiveRoles;
}

interface ChatGrant {
  readonly service_sid: string;
  readonly deployment_role_sid?: string;
  readonly push_credential_sid?: string;
}
interface TaskRouterGrant {
  readonly workspace_sid: string;
  readonly worker_sid: string;
  readonly role: string;
}
interface VoiceGrant {
  readonly incoming?: { readonly allow: true };
  readonly outgoing?: { readonly application_sid: string };
}

/** Members and their order are those of Twilio's SDK, which leaves empty ones out (twilio.md 8.1). */
export interface TokenGrants {
  readonly identity: string;
  readonly chat?: ChatGrant;
  readonly task_router?: TaskRouterGrant;
  readonly voice?: VoiceGrant;
  readonly data_sync?: { readonly service_sid: string };
}

const TASK_ROUTER_ROLES: Readonly<Record<FlexRole, string>> = {
  agent: 'worker',
  supervisor: 'supervisor',
  admin: 'supervisor',
};

/** The grants asked for, or all that are configured. Refuses with GRANT_UNAVAILABLE what is not configured. */
export function chooseGrants(asked: readonly GrantName[] | undefined, settings: TokenSettings): readonly GrantName[] {
  const configured = GRANTS.filter((name) => isConfigured(name, settings));
  for (const grant of asked ?? []) ensure(configured.includes(grant), 'GRANT_UNAVAILABLE', { grant });
  return asked ?? configured;
}

function isConfigured(name: GrantName, { voice, syncServiceSid }: TokenSettings): boolean {
  if (name === 'voice') return voice !== undefined && (voice.incoming || voice.outgoingApplicationSid !== undefined);
  return name !== 'data_sync' || syncServiceSid !== undefined;
}

/** The chosen grants in one object. The order of the keys is fixed, whatever the order in which they were asked for. */
export function makeGrants(bearer: Bearer, chosen: readonly GrantName[], settings: TokenSettings): TokenGrants {
  const { voice, syncServiceSid } = settings;
  return {
    identity: bearer.identity,
    ...(chosen.includes('chat') && { chat: chatGrant(bearer, settings) }),
    ...(chosen.includes('task_router') && { task_router: taskRouterGrant(bearer, settings) }),
    ...(chosen.includes('voice') && voice && { voice: voiceGrant(voice) }),
    ...(chosen.includes('data_sync') && syncServiceSid !== undefined && { data_sync: { service_sid: syncServiceSid } }),
  };
}

/** `deployment_role_sid` is Twilio's old word for the service role: the one place where a role rides in the token. */
const chatGrant = ({ roles }: Bearer, settings: TokenSettings): ChatGrant => ({
  service_sid: settings.conversationsServiceSid,
  ...(roles.serviceRole && { deployment_role_sid: roles.serviceRole.sid }),
  ...(settings.pushCredentialSid !== undefined && { push_credential_sid: settings.pushCredentialSid }),
});

const taskRouterGrant = ({ workerSid, roles }: Bearer, settings: TokenSettings): TaskRouterGrant => ({
  workspace_sid: settings.workspaceSid,
  worker_sid: workerSid,
  role: TASK_ROUTER_ROLES[roles.flexRole],
});

const voiceGrant = ({ incoming, outgoingApplicationSid }: NonNullable<TokenSettings['voice']>): VoiceGrant => ({
  ...(incoming && { incoming: { allow: true } }),
  ...(outgoingApplicationSid !== undefined && { outgoing: { application_sid: outgoingApplicationSid } }),
});
