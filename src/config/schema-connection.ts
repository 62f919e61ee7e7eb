import { z } from 'zod';
import { DOORS } from '../roles/console-roles.ts';
import { PRESET_NAMES } from './presets.ts';
import { duration, pem, webUrl } from './schema-basics.ts';
import { rolesSchema, workerSchema } from './schema-roles.ts';

const name = z.string().min(1).max(512);
const source = z.union([name, z.strictObject({ join: z.array(name).min(2) })]);
const sources = z
  .union([source, z.array(source).min(1)])
  .describe("The IdP's attribute name, or several in order of preference");

const idp = z
  .strictObject({
    metadataUrl: webUrl.optional(),
    metadataFile: z.string().optional(),
    entityId: z.string().min(1).max(1024).optional(),
    ssoUrl: webUrl.optional(),
    sloUrl: webUrl.optional().describe('Single logout address of the IdP'),
    sloBinding: z.enum(['redirect', 'post']).default('redirect').describe('What sloUrl listens to'),
    sloResponseUrl: webUrl
      .optional()
      .describe('Where answers to logout requests of the IdP go; default: sloUrl, with Okta its /callback'),
    requireSignedLogoutResponse: z.boolean().default(false).describe('Okta may not sign its answers'),
    certificates: z.array(pem('CERTIFICATE')).min(1).optional().describe('Instead of those of the metadata'),
    binding: z.enum(['redirect', 'post']).default('redirect').describe('How our AuthnRequests are sent'),
    refresh: duration({ min: '5m', max: '7d' }).prefault('1h').describe('How often metadata by URL are read anew'),
    keepKeys: duration({ min: '0s', max: '30d' })
      .prefault('24h')
      .describe('How long a key that has left the metadata is still trusted'),
    trustNewKeys: z
      .enum(['auto', 'approve'])
      .default('auto')
      .describe('Whether a key that is new in the metadata counts at once, or waits for an operator'),
  })
  .superRefine((value, context) => {
    const ways = [value.metadataUrl, value.metadataFile].filter((way) => way !== undefined).length;
    const complete = value.entityId !== undefined && value.ssoUrl !== undefined && value.certificates !== undefined;
    if (value.trustNewKeys === 'approve' && value.entityId === undefined) {
      context.addIssue({ code: 'custom', path: ['entityId'], message: 'is needed with trustNewKeys: approve' });
    }
    if (ways > 1) context.addIssue('give metadataUrl or metadataFile, not both');
    if (ways === 0 && !complete) {
      context.addIssue('give metadataUrl, metadataFile, or all of entityId, ssoUrl and certificates');
    }
  });

const pair = (key: string | undefined, certificate: string | undefined): boolean =>
  (key === undefined) === (certificate === undefined);
const sp = z
  .strictObject({
    entityId: z.string().min(1).max(1024).optional().describe('Default: {publicUrl}/saml/{connection}/metadata'),
    signingKey: pem('PRIVATE KEY').optional(),
    signingCertificate: pem('CERTIFICATE').optional(),
    decryptionKey: z.union([pem('PRIVATE KEY'), z.array(pem('PRIVATE KEY')).min(1).max(2)]).optional(),
    decryptionCertificate: z.union([pem('CERTIFICATE'), z.array(pem('CERTIFICATE')).min(1).max(2)]).optional(),
    nameIdFormat: z.string().optional(),
  })
  .refine((value) => pair(value.signingKey, value.signingCertificate), {
    path: ['signingCertificate'],
    error: 'signingKey and signingCertificate go together',
  })
  .refine((value) => [value.decryptionKey ?? []].flat().length === [value.decryptionCertificate ?? []].flat().length, {
    path: ['decryptionCertificate'],
    error: 'each decryptionKey needs its decryptionCertificate',
  });

/** One entry of `connections`. */
export const connectionSchema = z.strictObject({
  kind: z
    .enum(DOORS)
    .default('sso')
    .describe(
      'console: the IdP in front of the Twilio Console; `roles` then holds Console roles, and only those count',
    ),
  preset: z.enum(PRESET_NAMES).default('generic'),
  label: z.string().min(1).max(80).optional().describe('For people, on the start page'),
  namespace: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .optional()
    .describe('Connections of one namespace speak of the same people'),
  enabled: z.boolean().default(true),
  idp,
  sp: sp.prefault({}),
  idpInitiated: z.boolean().default(false).describe('Accept logins that start at the IdP (tiles)'),
  signed: z.enum(['response', 'assertion', 'both', 'either']).optional().describe('What must be signed'),
  allowSha1: z.boolean().default(false),
  allowCbc: z.boolean().default(false),
  allowRsa15: z.boolean().default(false),
  skew: duration({ min: '0s', max: '10m' }).optional(),
  maxLifetime: duration({ min: '1m', max: '24h' }).optional(),
  attributes: z
    .strictObject({ email: sources.optional(), fullName: sources.optional(), roles: sources.optional() })
    .default({}),
  roles: rolesSchema.prefault({}),
  worker: workerSchema.prefault({}),
});
export type ConnectionInput = z.output<typeof connectionSchema>;
