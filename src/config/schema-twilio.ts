import { z } from 'zod';
import { duration, secret, sid } from './schema-basics.ts';

const serviceRoleOf = (flexRole: string) =>
  sid('RL').optional().describe(`Service role of Flex role ${flexRole}; absent: the one that is named ${flexRole}`);

/** `twilio`: the account, and how its APIs are called. */
export const twilioSchema = z.strictObject({
  accountSid: sid('AC').describe('Account SID, on the first page of the Console'),
  apiKey: z
    .strictObject({
      sid: sid('SK').describe('SID of the API key'),
      secret: secret.describe('Its secret: from the environment or a file, never in this one'),
    })
    .describe('A standard API key of the account and region of Flex; calls Twilio, and signs the tokens'),
  authToken: secret.optional().describe('Only to verify webhooks and to answer token validation'),
  workspaceSid: sid('WS').describe('TaskRouter > Workspaces > Flex Task Assignment'),
  conversationsServiceSid: sid('IS').describe('Conversations > Services > Flex Chat Service'),
  flexInstanceSid: sid('GO').optional().describe('The Flex instance; for your records, nothing depends on it'),
  offlineActivitySid: sid('WA')
    .optional()
    .describe('Activity of people who are deprovisioned; absent: the one named Offline'),
  baseUrl: z
    .url()
    .optional()
    .describe(
      'Calls go there instead of to *.twilio.com: a stand-in, or a proxy of yours; then region and edge are not used',
    ),
  region: z
    .string()
    .optional()
    .describe('Twilio region of the account, such as ie1; absent: us1. The API key must be of it'),
  edge: z.string().optional().describe('Twilio edge that is nearest, such as dublin; absent: chosen by Twilio'),
  timeout: duration({ min: '100ms', max: '60s' }).prefault('5s').describe('For one request'),
  deadline: duration({ min: '500ms', max: '60s' })
    .prefault('10s')
    .describe('For everything that one login does at Twilio; then it waits, or gets in at the lower role'),
  concurrency: z
    .int()
    .min(1)
    .max(1000)
    .default(40)
    .describe(
      'Calls under way at once, of all replicas together. Below what Twilio allows an account, which others use too',
    ),
  rate: z
    .union([z.int().min(1).max(10_000), z.literal('off')])
    .default('off')
    .describe(
      'Calls begun in a second, of all replicas together. Off: Twilio publishes none for an account, and its answers slow the calls down by themselves',
    ),
  retries: z
    .int()
    .min(0)
    .max(10)
    .default(3)
    .describe('Of one call, after 429, 5xx and lost connections, with growing pauses and within the deadline'),
  serviceRoles: z
    .strictObject({
      agent: serviceRoleOf('agent'),
      supervisor: serviceRoleOf('supervisor'),
      admin: serviceRoleOf('admin'),
      agentMissing: z
        .enum(['default', 'create', 'refuse'])
        .default('default')
        .describe('Where the service has no role for agents: its default role, a role that is made, or no login'),
    })
    .prefault({})
    .describe('Roles of the Conversations service; change them where yours have other names'),
});

/** `token`: what minted tokens carry, and for how long. */
export const tokenSchema = z.strictObject({
  ttl: duration({ min: '3m', max: '24h' })
    .prefault('1h')
    .describe(
      'Life of a token: for so long one that is out stays good after a demotion. Shorter is safer, longer renews less',
    ),
  roles: z.boolean().default(true).describe('Carry the Flex and Insights roles in the token'),
  pushCredentialSid: sid('CR').optional().describe('For push notifications of mobile apps'),
  voice: z
    .strictObject({
      outgoingApplicationSid: sid('AP').optional().describe('TwiML app of outgoing calls; absent: none can be made'),
      incoming: z.boolean().default(true).describe('Whether calls can be taken'),
    })
    .optional()
    .describe('Lets tokens start the Voice SDK; absent: they do not'),
  syncServiceSid: sid('IS')
    .optional()
    .describe('Lets tokens start the Sync SDK with this service; absent: they do not'),
});
