import { z } from 'zod';
import { PARTICIPANT_EVENTS } from '../conversations/participant-event.ts';
import { isAboveFlexRole, PARTICIPANT_ROLE_NAMES } from '../conversations/participant-role-policy.ts';
import type { FlexRole } from '../roles/flex-role.ts';

/** Never a role that Twilio holds above the person's Flex role. */
const participantRole = (flexRole: FlexRole) =>
  z
    .string()
    .min(1)
    .max(64)
    .refine((name) => !isAboveFlexRole(name, flexRole), `must not be a conversation role above ${flexRole}`)
    .default(PARTICIPANT_ROLE_NAMES[flexRole])
    .describe(`Of people whose Flex role is ${flexRole}`);

/** `conversations`: who may do what inside them. */
export const conversationsSchema = z
  .strictObject({
    participantRoles: z
      .strictObject({
        agent: participantRole('agent'),
        supervisor: participantRole('supervisor'),
        admin: participantRole('admin'),
      })
      .prefault({})
      .describe('Flex role: name of the conversation role that its participants get'),
    events: z
      .array(z.enum(PARTICIPANT_EVENTS))
      .min(1)
      .default(['onParticipantAdded'])
      .describe('Which webhooks of Twilio set it'),
  })
  .describe('Lifts the limitation that Flex adds everybody as guest; absent: off');
