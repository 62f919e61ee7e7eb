import { z } from 'zod';
import { POLICIES } from '../drift/finding.ts';
import { DEMOTION_MODES } from '../sessions/session-settings.ts';
import { DOORS } from '../roles/console-roles.ts';
import { connectionSchema } from './schema-connection.ts';
import { conversationsSchema } from './schema-conversations.ts';
import { tokenSchema, twilioSchema } from './schema-twilio.ts';
import { duration, rate, webUrl } from './schema-basics.ts';

const STORE = /^(?:memory|(?:redis|rediss|redis-sentinel|redis-cluster|redis\+unix):\/\/.+)$/;
const storeUrl = z.string().regex(STORE, 'must be memory, redis://, rediss://, redis-sentinel:// or redis-cluster://');
const store = z.union([
  storeUrl,
  z.strictObject({
    url: storeUrl.describe('Address of the Redis: redis://, rediss://, redis-sentinel://, redis-cluster://; or memory'),
    timeout: duration({ min: '50ms', max: '30s' })
      .prefault('2s')
      .describe('For one command. When Redis is silent for so long, nobody is let in; raise it for a distant Redis'),
    keyPrefix: z
      .string()
      .max(40)
      .default('fg:')
      .describe(
        'Begins every key; change it where two gateways share one Redis, and never afterwards: state would be lost',
      ),
  }),
]);

const returnTarget = z.union([
  webUrl,
  z.strictObject({
    url: webUrl.describe('Absolute address; a login goes nowhere else'),
    code: z
      .boolean()
      .default(false)
      .describe(
        'Add a single-use code for POST /api/token/exchange: for apps on another site, which get no cookie of ours',
      ),
  }),
]);

const auditSecret = z.string().min(24, 'must have at least 24 characters');

/** The configuration file. Every key that is not here is an error. */
export const configSchema = z
  .strictObject({
    publicUrl: webUrl.describe('Where browsers reach the gateway; all our URLs are made from it'),
    port: z
      .int()
      .min(0)
      .max(65_535)
      .default(3000)
      .describe('Where the gateway listens, plain HTTP behind your TLS; 0: any free port'),
    store: store.describe(
      'Where state is kept: an address, or a section. memory forgets at a restart and serves one process',
    ),
    returnTo: z.array(returnTarget).min(1).describe('Where a login may end; the first is the default'),
    cors: z
      .array(webUrl)
      .default([])
      .describe('Origins whose pages may call the API with the session; your own apps, if any'),
    session: z
      .strictObject({
        idle: duration({ min: '1m', max: '7d' })
          .prefault('1h')
          .describe('A session that is not used for so long ends. Longer than a lunch break, shorter than a shift'),
        max: duration({ min: '5m', max: '30d' })
          .prefault('12h')
          .describe('Every session ends after so long: a shift with overtime. Then the IdP is asked again'),
        onDemotion: z
          .enum(DEMOTION_MODES)
          .default('downgrade')
          .describe('What a demotion does to sessions opened before: lower them, end them, or mint no more tokens'),
      })
      .prefault({})
      .refine(({ idle, max }) => idle <= max, { path: ['idle'], error: 'must not be longer than session.max' })
      .describe('How long people stay logged in'),
    token: tokenSchema.prefault({}).describe('The Twilio access tokens that are minted'),
    adminToken: z
      .string()
      .min(24, 'must have at least 24 characters')
      .optional()
      .describe('Secret of operators for the admin API and pages; absent: only people with Flex role admin get there'),
    twilio: twilioSchema.describe('The Twilio account of Flex'),
    reconcile: z
      .strictObject({
        trust: duration({ min: '1s', max: '24h' })
          .optional()
          .describe('An unchanged login so soon after the last look makes no call to Twilio; absent: always look'),
        verifyDeadline: duration({ min: '50ms', max: '60s' })
          .prefault('1500ms')
          .describe('How long an unchanged login waits for that look; after it the person is in, and the look follows'),
      })
      .prefault({})
      .describe('How Twilio is brought up to date'),
    connections: z
      .record(
        z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be letters, digits and hyphens'),
        connectionSchema.describe('One identity provider; the name is part of its addresses, /saml/{name}/acs'),
      )
      .refine((value) => Object.keys(value).length > 0, 'at least one connection is needed')
      .describe('The identity providers that are trusted, by name'),
    http: z
      .strictObject({
        trustProxy: z
          .union([z.literal(false), z.int().min(1).max(10), z.array(z.string())])
          .default(false)
          .describe(
            'Proxies before the gateway, as a number or as addresses: whose X-Forwarded-For is believed. Set it behind any proxy, or all people share one rate limit',
          ),
        requestTimeout: duration({ min: '1s', max: '5m' })
          .prefault('30s')
          .describe('A request that is not answered by then is cut off; longer than twilio.deadline'),
        shutdown: duration({ min: '1s', max: '5m' })
          .prefault('20s')
          .describe(
            'How long a stopping replica finishes what is under way; shorter than the orchestrator’s grace period',
          ),
        metrics: z
          .enum(['public', 'admin', 'off'])
          .default('admin')
          .describe(
            'Who may read /metrics: with the admin token, anybody (where the network keeps others out), or nobody',
          ),
      })
      .prefault({})
      .describe('The server itself'),
    verifier: z
      .strictObject({
        threads: z
          .int()
          .min(0)
          .max(64)
          .default(2)
          .describe(
            'Threads that verify signatures, so that a storm of logins does not slow other requests; about one per core. 0: none, verify in between',
          ),
      })
      .prefault({})
      .describe('The verification of SAML responses'),
    traces: z
      .strictObject({
        keep: duration({ min: '1m', max: '30d' })
          .prefault('7d')
          .describe('How long the record of a login can be looked up; long enough for a complaint after a holiday'),
        values: z
          .enum(['shown', 'names-only'])
          .default('names-only')
          .describe('Whether traces keep what attributes held, as it arrived and as it was written to the worker'),
        cap: z.int().min(1).max(100_000).default(10_000).describe('How many are kept, of each connection and outcome'),
      })
      .prefault({})
      .describe('Records of logins: what arrived, what was decided, and why'),
    login: z
      .strictObject({
        timeAtIdp: duration({ min: '1m', max: '1h' })
          .prefault('15m')
          .describe('How long a person who began to log in here may take at the IdP'),
      })
      .prefault({})
      .describe('Logins that begin at the gateway'),
    limits: z
      .strictObject({
        acsRefusalsPerAddress: rate
          .prefault('300/1m')
          .describe(
            'Refused logins, and apart from them refused logout messages; granted ones are not counted, so a shift behind one office address is not held up',
          ),
        acsPerConnection: rate
          .prefault('9000/30s')
          .describe(
            'All logins of a connection, and apart from them all posted logout messages. Nobody can use it up alone: one caller (an IPv4 address, an IPv6 /48) gets as much as it leaves to the others, so half where it is alone',
          ),
        tokensPerSession: rate.prefault('60/1m').describe('Tokens; a tab needs one per hour'),
        exchangeRefusalsPerAddress: rate.prefault('60/1m').describe('Wrong codes at POST /api/token/exchange'),
        adminRefusalsPerAddress: rate
          .prefault('10/1m')
          .describe('Wrong admin tokens; the right one passes all the same, so its strength is what protects'),
        accountRefusalsPerAddress: rate
          .prefault('30/1m')
          .describe('Wrong Basic credentials on token validation; the right ones pass all the same'),
        loginStartsPerAddress: rate
          .prefault('10000/5m')
          .describe('Logins begun at /saml/{connection}/login: a shift of thousands may begin behind one address'),
        loginStartsPerConnection: rate
          .prefault('24000/5m')
          .describe(
            'The same from all addresses, shared out as acsPerConnection is; over login.timeAtIdp it bounds what the store remembers of them',
          ),
      })
      .prefault({})
      .describe(
        'How often something may happen, as in 60/1m (count/time), or off; counted over all replicas. An address is an IPv4 address or an IPv6 /64; an IPv6 /48 may do four times as much, and no more in all its /64',
      ),
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
      .prefault({})
      .describe('The search for edits that were made in Twilio by others'),
    audit: z
      .strictObject({
        records: z
          .int()
          .min(1_000)
          .max(10_000_000)
          .default(100_000)
          .describe('How many are kept, at least; older ones go. Export them where they must be kept for years'),
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
      .prefault({})
      .describe('The trail of who changed what about whom'),
    bothDoors: z
      .enum(['first', ...DOORS])
      .default('first')
      .describe('Which door counts for a person who comes by SSO and by the Console; first: the one used first'),
    conversations: conversationsSchema.optional(),
    log: z
      .strictObject({
        level: z
          .enum(['debug', 'info', 'warn', 'error'])
          .default('info')
          .describe('The least that is logged; debug for a search only, as it says a lot'),
      })
      .prefault({})
      .describe('The log: JSON lines on standard output, without secrets'),
  })
  .refine(({ conversations: set, twilio: { authToken } }) => set === undefined || authToken !== undefined, {
    path: ['twilio', 'authToken'],
    error: 'is needed with conversations: it proves that a webhook comes from Twilio',
  })
  .meta({ title: 'Flexgate configuration' });

export type ConfigInput = z.output<typeof configSchema>;
