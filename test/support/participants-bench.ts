import { createParticipantRoles } from '../../src/conversations/participant-roles.ts';
import type { ParticipantRoles, ParticipantRolesDeps } from '../../src/conversations/participant-roles.ts';
import { PARTICIPANT_ROLE_NAMES } from '../../src/conversations/participant-role-policy.ts';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { createMemoryStore } from '../../src/store/store.memory.ts';
import type { Store } from '../../src/store/store.ts';
import { collectingLog } from './a-gateway.ts';
import type { TwilioBench } from './a-twilio.ts';
import { ask, type RestAnswer, type RestRequest } from './openapi-rest.ts';

/** Requests of the account to the Conversations Service of a stand-in. */
export const conversationsOf = (standIn: TwilioStandIn) => {
  const asAccount = (method: string, path: string, form?: RestRequest['form']): Promise<RestAnswer> =>
    ask(standIn, method, `/conversations/v1/Services/${standIn.conversationsServiceSid}${path}`, form ? { form } : {});
  const roleSid = (name: string): string =>
    standIn.roles().find((role) => role.type === 'conversation' && role.friendly_name === name)?.sid ?? '';
  const roleName = (sid: unknown): string => standIn.roles().find((role) => role.sid === sid)?.friendly_name ?? '';
  return {
    asAccount,
    roleSid,
    /** Adds somebody to the conversation of that name, which is made where there is none. */
    async add(conversation: string, identity: string, role = 'guest') {
      const made = await asAccount('POST', '/Conversations', { UniqueName: conversation });
      const known = made.status === 201 ? made : await asAccount('GET', `/Conversations/${conversation}`);
      const form = { Identity: identity, RoleSid: roleSid(role) };
      const { body } = await asAccount('POST', `/Conversations/${conversation}/Participants`, form);
      return { conversationSid: String(known.body['sid']), participantSid: String(body['sid']), identity };
    },
    async roleIn(conversation: string, identity: string): Promise<string> {
      const { body } = await asAccount('GET', `/Conversations/${conversation}/Participants/${identity}`);
      return roleName(body['role_sid']);
    },
  };
};

export interface ParticipantsBench {
  readonly store: Store;
  readonly log: ReturnType<typeof collectingLog>;
  readonly participantRoles: ParticipantRoles;
}

/** The roles of participants, with the real adapters and a store in memory. */
export function aParticipantsBench(
  { twilio }: Pick<TwilioBench, 'twilio'>,
  over: Partial<ParticipantRolesDeps> = {},
): ParticipantsBench {
  const store = createMemoryStore({ clock: () => 0, auditRecords: 1_000 });
  const log = collectingLog();
  const participantRoles = createParticipantRoles({
    participants: twilio.participants,
    roles: twilio.conversationRoles,
    ledger: store.ledger,
    names: PARTICIPANT_ROLE_NAMES,
    log,
    ...over,
  });
  return { store, log, participantRoles };
}
