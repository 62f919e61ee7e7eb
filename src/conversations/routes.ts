import { z } from 'zod';
import { post } from '../http/endpoint.ts';
import type { Endpoint, Input, UnparsedBody } from '../http/endpoint.ts';
import type { Log } from '../kernel/log.ts';
import { ensure } from '../kernel/refusal.ts';
import type { DeferredWork } from './deferred-work.ts';
import { participantEventOf } from './participant-event.ts';
import type { EventScope, ParticipantSettings } from './participant-event.ts';
import type { ParticipantRoles } from './participant-roles.ts';

/** A webhook as it arrived: what its signature covers. */
export interface SignedRequest {
  /** As Twilio was told to call it, with the query; never made from the Host header. */
  readonly url: string;
  /** X-Twilio-Signature. */
  readonly signature: string;
  readonly body: UnparsedBody;
}

/** Whether Twilio sent the request, with the auth token of our account (twilio.com/docs/usage/security). */
export type VerifySignature = (request: SignedRequest) => boolean;

export interface ConversationRoutesDeps {
  readonly verify: VerifySignature;
  readonly participants: Pick<ParticipantRoles, 'align'>;
  readonly deferred: Pick<DeferredWork, 'defer'>;
  readonly settings: Pick<ParticipantSettings, 'events'>;
  readonly scope: EventScope;
  /** Without a trailing slash. */
  readonly publicUrl: string;
  readonly log: Log;
}

const PATH = '/webhooks/conversations';
const LIMIT_BYTES = 65_536;
const BUSY_MS = 10_000;

const signatureOf = ({ headers }: Pick<Input<unknown, unknown, unknown>, 'headers'>): string => {
  const value = headers['x-twilio-signature'];
  return typeof value === 'string' ? value : '';
};

/** Only after the signature held; JSON that is none has no fields. */
function saidIn({ type, text }: UnparsedBody): unknown {
  if (type === 'form') return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Twilio's post-event webhooks. Public, as Twilio has no credentials of ours: the signature is the proof. Answered before
 * the work is done, since Twilio waits a few seconds only; what is none of our business is answered alike.
 */
export const conversationRoutes = (deps: ConversationRoutesDeps): readonly Endpoint[] => [
  post(PATH, {
    access: 'public',
    summary: 'Webhook of Conversations: gives participants the conversation role of their Flex role',
    body: { type: 'unparsed', schema: z.custom<UnparsedBody>(), limitBytes: LIMIT_BYTES },
    handle: async (input) => {
      const { rawQuery = '', body } = input;
      const url = `${deps.publicUrl}${PATH}${rawQuery === '' ? '' : `?${rawQuery}`}`;
      ensure(deps.verify({ url, signature: signatureOf(input), body }), 'WEBHOOK_SIGNATURE', { url });
      const event = participantEventOf(saidIn(body), deps.scope);
      if (event === undefined || !deps.settings.events.includes(event.type)) {
        deps.log.debug({}, 'webhook without an event of ours: ignored');
        return { status: 200, json: {} };
      }
      const taken = deps.deferred.defer(`participant ${event.participantSid}`, () => deps.participants.align(event));
      ensure(taken, 'TOO_MANY_REQUESTS', { retryAfterMs: BUSY_MS });
      return { status: 200, json: {} };
    },
  }),
];
