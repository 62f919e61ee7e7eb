import { z } from 'zod';
import { DOORS } from '../roles/console-roles.ts';
import { PRESET_NAMES } from './presets.ts';
import { duration, pem, webUrl } from './schema-basics.ts';
import { rolesSchema, workerSchema } from './schema-roles.ts';

const name = z.string().min(1).max(512);
const source = z.union([
  name,
  z.strictObject({
    join: z.array(name).min(2).describe('Several attributes joined by spaces, such as first and last name'),
  }),
]);
const sourcesOf = (what: string) =>
  z
    .union([source, z.array(source).min(1)])
    .optional()
    .describe(`${what}: the IdP’s name for it, or several in order of preference; absent: those of the preset`);

const idp = z
  .strictObject({
    metadataUrl: webUrl
      .optional()
      .describe(
        'Where the IdP publishes its metadata; the best of the three ways, as new certificates arrive by themselves',
      ),
    metadataFile: z
      .string()
      .optional()
      .describe(
        'Metadata in a file, path seen from where the gateway is started, where the IdP cannot be reached; new certificates need a restart',
      ),
    entityId: z
      .string()
      .min(1)
      .max(1024)
      .optional()
      .describe(
        'Entity ID (issuer) of the IdP; absent: that of the metadata, which must be the same where both are given',
      ),
    ssoUrl: webUrl.optional().describe('Where logins are sent; absent: that of the metadata'),
    sloUrl: webUrl.optional().describe('Single logout address of the IdP'),
    sloBinding: z.enum(['redirect', 'post']).default('redirect').describe('What sloUrl listens to'),
    sloResponseUrl: webUrl
      .optional()
      .describe('Where answers to logout requests of the IdP go; default: sloUrl, with Okta its /callback'),
    requireSignedLogoutResponse: z
      .boolean()
      .default(false)
      .describe('Refuse unsigned answers to our logouts. Off, as Okta may not sign them and an answer ends nothing'),
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
  })
  .describe('The identity provider: metadataUrl, metadataFile, or entityId, ssoUrl and certificates');

const pair = (key: string | undefined, certificate: string | undefined): boolean =>
  (key === undefined) === (certificate === undefined);
const sp = z
  .strictObject({
    entityId: z.string().min(1).max(1024).optional().describe('Default: {publicUrl}/saml/{connection}/metadata'),
    signingKey: pem('PRIVATE KEY')
      .optional()
      .describe(
        'Our private key that signs requests to the IdP. Needed for single logout, and where the IdP wants signed logins',
      ),
    signingCertificate: pem('CERTIFICATE').optional().describe('Certificate of signingKey; upload it at the IdP'),
    decryptionKey: z
      .union([pem('PRIVATE KEY'), z.array(pem('PRIVATE KEY')).min(1).max(2)])
      .optional()
      .describe('Our private key for encrypted assertions; two while one replaces the other'),
    decryptionCertificate: z
      .union([pem('CERTIFICATE'), z.array(pem('CERTIFICATE')).min(1).max(2)])
      .optional()
      .describe('Certificate of each decryptionKey, in the same order; the IdP encrypts for it'),
    nameIdFormat: z
      .string()
      .optional()
      .describe('NameID format (a URN) that we ask for; absent: whatever the IdP is set to. For IdPs that ask for one'),
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
  preset: z
    .enum(PRESET_NAMES)
    .default('generic')
    .describe('Habits of a kind of IdP (attribute names, what is signed, clocks); every one can be overridden here'),
  label: z
    .string()
    .min(1)
    .max(80)
    .optional()
    .describe('Its name for people, on the start page; absent: that of the preset'),
  namespace: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .optional()
    .describe('Connections of one namespace speak of the same people; absent: the name of the connection'),
  enabled: z.boolean().default(true).describe('false: nobody logs in by it, and its settings stay'),
  idp,
  sp: sp.prefault({}).describe('What we are to the IdP, and our keys: for encryption, signed requests, single logout'),
  idpInitiated: z.boolean().default(false).describe('Accept logins that start at the IdP (tiles)'),
  signed: z
    .enum(['response', 'assertion', 'both', 'either'])
    .optional()
    .describe('What must be signed; absent: the habit of the preset'),
  allowSha1: z
    .boolean()
    .default(false)
    .describe(
      'Accept signatures with SHA-1. Off, as they can be forged at some cost; only for old IdPs, and not for long',
    ),
  allowCbc: z
    .boolean()
    .default(false)
    .describe(
      'Accept assertions encrypted with AES-CBC. Off, as CBC can be altered unseen; turn it on where the IdP has no AES-GCM',
    ),
  allowRsa15: z
    .boolean()
    .default(false)
    .describe(
      'Accept keys encrypted with RSA PKCS#1 v1.5. Off, as it leaks under attack; turn it on where the IdP has no RSA-OAEP',
    ),
  skew: duration({ min: '0s', max: '10m' })
    .optional()
    .describe(
      'How far the IdP’s clock may differ from ours; absent: that of the preset, 2m. Better set the clocks than this',
    ),
  maxLifetime: duration({ min: '1m', max: '24h' })
    .optional()
    .describe(
      'The longest validity of an assertion; absent: that of the preset (15m or 90m). Raise it where logins are refused for it',
    ),
  attributes: z
    .strictObject({
      email: sourcesOf('Attribute of the e-mail address'),
      fullName: sourcesOf('Attribute of the full name'),
      roles: sourcesOf('Attribute whose values are roles'),
    })
    .default({})
    .describe('Where the IdP’s names differ from email, full_name and roles and from the preset'),
  roles: rolesSchema.prefault({}).describe('Who gets which roles'),
  worker: workerSchema.prefault({}).describe('What of the other attributes goes to the Worker'),
});
export type ConnectionInput = z.output<typeof connectionSchema>;
