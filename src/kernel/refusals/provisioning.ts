import { printable } from '../printable.ts';
import { entry } from './entry.ts';

/** The call to Twilio that failed; `requestId` is the Twilio-Request-Id, for a ticket with Twilio. */
export interface TwilioCall {
  readonly operation: string;
  readonly twilioCode?: number | undefined;
  readonly requestId?: string | undefined;
}

const codesOf = ({ status, twilioCode }: TwilioCall & { status: number }): string =>
  twilioCode === undefined ? String(status) : `${status}, code ${twilioCode}`;

export const PROVISIONING_REFUSALS = {
  ASSERTION_STALE: entry<{ issuedAt: string; newest: string }>({
    status: 403,
    title: 'A newer sign-on of this person has already been applied',
    hint: 'Start again from the tile in your identity provider.',
    detail: (e) => `This one was issued at ${e.issuedAt}, the newest at ${e.newest}.`,
  }),
  SUBJECT_BLOCKED: entry<{ username: string }>({
    status: 403,
    title: 'This person is blocked',
    hint: 'An operator removed the access. `flexgate unblock` gives it back.',
  }),
  SUBJECT_CONFLICT: entry<{ username: string; owner: string }>({
    status: 403,
    title: 'Another person already holds this identity in Flex',
    hint: 'Two NameIDs that differ only in letter case, or that Twilio escapes to the same identity, or that come from two connections, cannot both log in. Make the NameID unique, or give both connections the same `namespace`.',
    detail: (e) => `“${printable(e.username)}” meets “${printable(e.owner)}”.`,
  }),
  /** `seen`: where the other door was seen; made of names of ours and of SIDs, safe to show. */
  SUBJECT_OTHER_DOOR: entry<{ username: string; door: string; other: string; seen: string }>({
    status: 403,
    title: 'This person comes into Flex through another door',
    hint: 'Console and SSO would give the same worker different roles at every login. Take the person out of one of them; whoever is to change to the other door, deprovision and unblock once. Or say with `bothDoors: sso` or `bothDoors: console` which one counts for everybody.',
    detail: (e) => `“${printable(e.username)}” came by ${e.door}, but is known by ${e.other}: ${e.seen}.`,
  }),
  SERVICE_ROLE_MISSING: entry<{ role: string; service: string }>({
    status: 503,
    title: 'The Conversations service lacks the service role for this person',
    hint: 'Create the role, set twilio.serviceRoles.agent to a role SID, or allow its creation (twilio.serviceRoles.agentMissing: create). A role above is never used instead.',
    detail: (e) => `No service role “${printable(e.role)}” in ${printable(e.service)}.`,
  }),
  CONVERSATION_ROLE_MISSING: entry<{ role: string }>({
    status: 503,
    title: 'The Conversations service lacks the conversation role of a participant',
    hint: 'Create the role (`flexgate roles diff`), or name another under conversations.participantRoles. A role above is never used instead.',
    detail: (e) => `No conversation role “${printable(e.role)}”.`,
  }),
  PROVISIONING_PENDING: entry<{ reason: string }>({
    status: 503,
    title: 'Twilio could not be brought up to date in time',
    hint: 'Try again in a moment: nothing was lost, and the first login needs the Worker and the Conversation User.',
  }),
  WAITING_OVER: entry<{ reason: string }>({
    status: 403,
    title: 'This sign-on was ended before it was complete',
    hint: 'Start again from the tile in your identity provider.',
    detail: (e) => `Why: ${printable(e.reason)}.`,
  }),
  PROVISIONING_BUSY: entry<{ username: string }>({
    status: 503,
    title: 'Another change of this person is being written just now',
    hint: 'Try again in a moment.',
  }),
  TWILIO_UNAVAILABLE: entry<TwilioCall & { status?: number | undefined; reason: string }>({
    status: 503,
    title: 'Twilio does not answer',
    hint: 'Try again in a moment. Operators: look at /readyz and at status.twilio.com.',
    forOperators: (e) =>
      `${printable(e.reason)} (${e.operation}). Look at status.twilio.com and at the way out of this machine, then run it again.`,
  }),
  TWILIO_RATE_LIMITED: entry<TwilioCall & { retryAfterMs?: number | undefined }>({
    status: 503,
    title: 'Twilio asks to slow down',
    hint: 'Try again in a moment. Operators: see the limits of the account and twilio.concurrency.',
    forOperators: (e) =>
      `${e.operation} was refused for its rate. Wait a minute; if it comes again, lower twilio.rate or twilio.concurrency, or have the limits of the account raised.`,
  }),
  TWILIO_REJECTED: entry<TwilioCall & { status: number; message: string }>({
    status: 502,
    title: 'Twilio refused the change',
    hint: 'Operators: see the code in the trace, and https://www.twilio.com/docs/api/errors.',
    detail: (e) => `Twilio: ${codesOf(e)}.`,
    forOperators: (e) =>
      `${e.operation}: ${codesOf(e)}, “${printable(e.message)}”. See https://www.twilio.com/docs/api/errors.`,
  }),
  TWILIO_CREDENTIALS: entry<TwilioCall & { status: number }>({
    status: 502,
    title: 'Twilio refused the credentials of the gateway',
    hint: 'Check twilio.accountSid and twilio.apiKey; the key must belong to the account and region of Flex.',
  }),
  STORE_UNAVAILABLE: entry<{ operation: string; reason: string }>({
    status: 503,
    title: 'The session store does not answer',
    hint: 'Try again in a moment. Without the store nobody is let in, so that no sign-on is used twice. Operators: check `store` and Redis.',
    forOperators: (e) =>
      `${e.operation}: ${e.reason}. Check the address under \`store\`, and that Redis runs, takes writes and can be reached from this machine.`,
  }),
};
