import { z } from 'zod';
import { POLICIES } from '../drift/finding.ts';
import { DEMOTION_MODES } from '../sessions/session-settings.ts';
import { PARTICIPANT_EVENTS } from '../conversations/participant-event.ts';
import { isAboveFlexRole, PARTICIPANT_ROLE_NAMES } from '../conversations/participant-role-policy.ts';
import { DOORS } from '../roles/console-roles.ts';
import type { FlexRole } from '../roles/flex-role.ts';
import { connectionSchema } from './schema-connection.ts';
import { duration, rate, secret, sid, webUrl } from './schema-basics.ts';

const STORE = /^(?:memory|(?:redis|rediss|redis-sentinel|redis-cluster|redis\+unix):\/\/.+)$/;
const storeUrl = z.string().regex(STORE, 'must be memory, redis://, rediss://, redis-sentinel:// or redis-cluster://');
const store = z.union([
  storeUrl,
  z.strictObject({
    url: storeUrl,
    timeout: duration({ min: '50ms', max: '30s' }).prefault('2s'),
    keyPrefix: z.string().max(40).default('fg:'),
  }),
]);

const twilio = z.strictObject({
  accountSid: sid('AC'),
  apiKey: z.strictObject({ sid: sid('SK'), secret }),
  authToken: secret.optional().describe('Only to verify webhooks and to answer token validation'),
  workspaceSid: sid('WS'),
  conversationsServiceSid: sid('IS'),
  flexInstanceSid: sid('GO').optional(),
  offlineActivitySid: sid('WA')
    .optional()
    .describe('Activity of people who are deprovisioned; absent: the one named Offline'),
  baseUrl: z.url().optional(),
  region: z.string().optional(),
  edge: z.string().optional(),
  timeout: duration({ min: '100ms', max: '60s' }).prefault('5s').describe('For one request'),
  deadline: duration({ min: '500ms', max: '60s' })
    .prefault('10s')
    .describe('For everything that one login does at Twilio'),
  concurrency: z.int().min(1).max(1000).default(40),
  retries: z.int().min(0).max(10).default(3),
  serviceRoles: z
    .strictObject({
      agent: sid('RL').optional(),
      supervisor: sid('RL').optional(),
      admin: sid('RL').optional(),
      agentMissing: z.enum(['default', 'create', 'refuse']).default('default'),
    })
    .prefault({}),
});

const token = z.strictObject({
  ttl: duration({ min: '3m', max: '24h' }).prefault('1h'),
  roles: z.boolean().default(true).describe('Carry the Flex and Insights roles in the token'),
  pushCredentialSid: sid('CR').optional(),
  voice: z
    .strictObject({ outgoingApplicationSid: sid('AP').optional(), incoming: z.boolean().default(true) })
    .optional(),
  syncServiceSid: sid('IS').optional(),
});

const returnTarget = z.union([webUrl, z.strictObject({ url: webUrl, code: z.boolean().default(false) })]);

const participantRole = (flexRole: FlexRole) =>
  z
    .string()
    .min(1)
    .max(64)
    .refine((name) => !isAboveFlexRole(name, flexRole), `must not be a conversation role above ${flexRole}`)
    .default(PARTICIPANT_ROLE_NAMES[flexRole]);
const conversations = z
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

const auditSecret = z.string().min(24, 'must have at least 24 characters');

/** The configuration file. Every key that is not here is an error. */
export const configSchema = z
  .strictObject({
    publicUrl: webUrl.describe('Where browsers reach the gateway; all our URLs are made from it'),
    port: z.int().min(0).max(65_535).default(3000),
    store,
    returnTo: z.array(returnTarget).min(1).describe('Where a login may end; the first is the default'),
    cors: z.array(webUrl).default([]),
    session: z
      .strictObject({
        idle: duration({ min: '1m', max: '7d' }).prefault('1h'),
        max: duration({ min: '5m', max: '30d' }).prefault('12h'),
        onDemotion: z
          .enum(DEMOTION_MODES)
          .default('downgrade')
          .describe('What a demotion does to sessions opened before: lower them, end them, or mint no more tokens'),
      })
      .prefault({})
      .refine(({ idle, max }) => idle <= max, { path: ['idle'], error: 'must not be longer than session.max' }),
    token: token.prefault({}),
    adminToken: z.string().min(24, 'must have at least 24 characters').optional(),
    twilio,
    reconcile: z
      .strictObject({
        trust: duration({ min: '1s', max: '24h' })
          .optional()
          .describe('An unchanged login so soon after the last look makes no call to Twilio; absent: always look'),
        verifyDeadline: duration({ min: '50ms', max: '60s' })
          .prefault('1500ms')
          .describe('How long an unchanged login waits for that look; after it the person is in, and the look follows'),
      })
      .prefault({}),
    connections: z
      .record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be letters, digits and hyphens'), connectionSchema)
      .refine((value) => Object.keys(value).length > 0, 'at least one connection is needed'),
    http: z
      .strictObject({
        trustProxy: z.union([z.literal(false), z.int().min(1).max(10), z.array(z.string())]).default(false),
        requestTimeout: duration({ min: '1s', max: '5m' }).prefault('30s'),
        shutdown: duration({ min: '1s', max: '5m' }).prefault('20s'),
        metrics: z.enum(['public', 'admin', 'off']).default('admin'),
      })
      .prefault({}),
    verifier: z.strictObject({ threads: z.int().min(0).max(64).default(2) }).prefault({}),
    traces: z
      .strictObject({
        keep: duration({ min: '1m', max: '30d' }).prefault('7d'),
        values: z
          .enum(['shown', 'names-only'])
          .default('names-only')
          .describe('Whether traces keep what attributes held'),
        cap: z.int().min(1).max(100_000).default(10_000).describe('How many are kept, of each connection and outcome'),
      })
      .prefault({}),
    login: z
      .strictObject({
        timeAtIdp: duration({ min: '1m', max: '1h' })
          .prefault('15m')
          .describe('How long a person who began to log in here may take at the IdP'),
      })
      .prefault({}),
    limits: z
      .strictObject({
        acsRefusalsPerAddress: rate.prefault('60/1m').describe('Refused logins; granted ones are not counted'),
        acsPerConnection: rate.prefault('300/1s').describe('All logins of a connection'),
        tokensPerSession: rate.prefault('60/1m'),
        exchangeRefusalsPerAddress: rate.prefault('60/1m').describe('Wrong codes'),
        adminRefusalsPerAddress: rate
          .prefault('10/1m')
          .describe('Wrong admin tokens; the right one passes all the same, so its strength is what protects'),
        accountRefusalsPerAddress: rate
          .prefault('30/1m')
          .describe('Wrong Basic credentials on token validation; the right ones pass all the same'),
        loginStartsPerAddress: rate
          .prefault('3000/5m')
          .describe('Logins begun at /saml/{connection}/login: a whole shift may begin behind one address'),
        loginStartsPerConnection: rate
          .prefault('100/1s')
          .describe('The same from all addresses; times login.timeAtIdp it bounds what the store remembers of them'),
      })
      .prefault({}),
    drift: z
      .strictObject({
        every: z
          .union([z.literal('off'), duration({ min: '5m', max: '30d' })])
          .default('off')
          .describe('How often Twilio is compared with what was decided; one replica does it'),
        policy: z
          .enum(POLICIES)
          .default('report')
          .describe('What becomes of edits made elsewhere: told only, undone, or adopted where they raise nobody'),
      })
      .prefault({}),
    audit: z
      .strictObject({
        records: z.int().min(1_000).max(10_000_000).default(100_000).describe('How many are kept, at least'),
        key: auditSecret
          .optional()
          .describe('Keys the chain, so that a store alone cannot rebuild it; absent: made from twilio.apiKey.secret'),
        formerKeys: z
          .array(auditSecret)
          .default([])
          .describe(
            'Of older records, for `flexgate audit verify`: after a change of audit.key or of what stood in for it',
          ),
      })
      .prefault({}),
    bothDoors: z
      .enum(['first', ...DOORS])
      .default('first')
      .describe('Which door counts for a person who comes by SSO and by the Console; first: the one used first'),
    conversations: conversations.optional(),
    log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']).default('info') }).prefault({}),
  })
  .refine(({ conversations: set, twilio: { authToken } }) => set === undefined || authToken !== undefined, {
    path: ['twilio', 'authToken'],
    error: 'is needed with conversations: it proves that a webhook comes from Twilio',
  })
  .meta({ title: 'Flexgate configuration' });

export type ConfigInput = z.output<typeof configSchema>;
