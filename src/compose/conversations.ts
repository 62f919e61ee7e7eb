import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/config.ts';
import { createAfterRoleChange } from '../conversations/after-role-change.ts';
import { createDeferredWork } from '../conversations/deferred-work.ts';
import { createParticipantRoles } from '../conversations/participant-roles.ts';
import type { ParticipantRoles } from '../conversations/participant-roles.ts';
import { conversationRoutes } from '../conversations/routes.ts';
import type { Endpoint } from '../http/endpoint.ts';
import type { OutboxWork } from '../provisioning/outbox.ts';
import { withTwilioDeadline } from '../twilio/twilio-scope.ts';
import { createSignatureCheck } from '../twilio/webhook-signature.twilio.ts';
import type { Ports } from './ports.ts';

/** Participants' roles, where the configuration asks for them. */
export interface ConversationWork {
  readonly participants: ParticipantRoles;
  readonly endpoints: readonly Endpoint[];
  /** Done by the outbox, so that a change reaches every conversation whatever becomes of this process. */
  readonly afterRoleChange: OutboxWork;
  close(): Promise<void>;
}

/** For one participant; and for all conversations of a person, of which there may be a thousand. */
const ALIGN_MS = 30_000;
const EVERYWHERE_MS = 600_000;

/** Goes only where no login waits. */
const inRepairs = (deadlineMs: number, roles: ParticipantRoles): ParticipantRoles => {
  const lane = { connection: '', repair: true };
  return {
    align: (event) => withTwilioDeadline(deadlineMs, () => roles.align(event), lane),
    alignAll: (subject) => withTwilioDeadline(EVERYWHERE_MS, () => roles.alignAll(subject), lane),
    lowerAll: (subject) => withTwilioDeadline(EVERYWHERE_MS, () => roles.lowerAll(subject), lane),
  };
};

export function conversationWork(config: Config, ports: Ports): ConversationWork | undefined {
  const { conversations: settings, authToken, publicUrl } = config;
  if (settings === undefined || authToken === undefined) return undefined;
  const { store, twilio, log } = ports;
  const deferred = createDeferredWork({
    log,
    sleep: (ms, signal) => sleep(ms, undefined, { signal, ref: false }),
    random: Math.random,
  });
  const roles = createParticipantRoles({
    participants: twilio.participants,
    roles: twilio.conversationRoles,
    ledger: store.ledger,
    names: settings.participantRoles,
    log,
  });
  const participants = inRepairs(ALIGN_MS, roles);
  const { accountSid, conversationsServiceSid } = config.twilio;
  return {
    participants,
    endpoints: conversationRoutes({
      verify: createSignatureCheck(authToken),
      participants,
      deferred,
      settings,
      scope: { accountSid, conversationsServiceSid },
      publicUrl,
      log,
    }),
    afterRoleChange: createAfterRoleChange({ ledger: store.ledger, records: store.records, participants }),
    close: () => deferred.close(),
  };
}
