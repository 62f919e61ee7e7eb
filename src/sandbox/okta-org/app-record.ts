import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { SigningKeys } from '../idp/signing-keys.ts';

const UNSPECIFIED = 'urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified';
const nameFormat = z
  .enum([
    UNSPECIFIED,
    'urn:oasis:names:tc:SAML:2.0:attrname-format:basic',
    'urn:oasis:names:tc:SAML:2.0:attrname-format:uri',
  ])
  .default(UNSPECIFIED);
const attributeName = z.string().min(1).max(512);

export const statementSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('EXPRESSION'),
    name: attributeName,
    namespace: nameFormat,
    values: z.array(z.string().max(1024)).min(1),
  }),
  z.object({
    type: z.literal('GROUP'),
    name: attributeName,
    namespace: nameFormat,
    filterType: z.enum(['STARTS_WITH', 'EQUALS', 'CONTAINS', 'REGEX']),
    filterValue: z.string(),
  }),
]);
export type Statement = z.output<typeof statementSchema>;

/** Okta refuses a host name with an underscore (okta.md 1.11). */
const address = z
  .string()
  .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), 'must be a URL')
  .refine(
    (text) => !URL.canParse(text) || !new URL(text).hostname.includes('_'),
    'must not have an underscore in the host name',
  );

function isCertificate(base64: string): boolean {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64')).publicKey.asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

/** Exactly one, base64 without the lines of PEM. */
const x5c = z.array(z.string().refine(isCertificate, 'is not an X.509 certificate with an RSA key')).length(1);
const WEAK_OR_STRONG = { signature: z.enum(['RSA_SHA256', 'RSA_SHA1']), digest: z.enum(['SHA256', 'SHA1']) };

/** `settings.signOn` of a custom SAML 2.0 app, with what Okta puts in for what was left out (okta.md 2.3). */
const signOnSchema = z.looseObject({
  defaultRelayState: z.string().nullable().default(''),
  ssoAcsUrl: address,
  recipient: address,
  destination: address,
  audience: z.string().min(1),
  idpIssuer: z.string().default('http://www.okta.com/${org.externalKey}'),
  subjectNameIdTemplate: z.string().min(1),
  subjectNameIdFormat: z.enum([
    'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
    'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
    'urn:oasis:names:tc:SAML:1.1:nameid-format:x509SubjectName',
    'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
  ]),
  responseSigned: z.boolean(),
  assertionSigned: z.boolean(),
  signatureAlgorithm: WEAK_OR_STRONG.signature,
  digestAlgorithm: WEAK_OR_STRONG.digest,
  honorForceAuthn: z.boolean(),
  authnContextClassRef: z.string().default('urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport'),
  samlAssertionLifetimeSeconds: z.number().nullish(),
  requestCompressed: z.boolean().default(false),
  allowMultipleAcsEndpoints: z.boolean(),
  acsEndpoints: z
    .array(z.object({ url: address, index: z.int().min(0).max(65_535) }))
    .max(100)
    .default([]),
  samlSignedRequestEnabled: z.boolean().default(false),
  spCertificate: z.object({ x5c }).nullish(),
  slo: z
    .object({ enabled: z.boolean(), issuer: z.string().nullish(), logoutUrl: address.nullish() })
    .refine(({ enabled, issuer, logoutUrl }) => !enabled || (issuer && logoutUrl), 'needs issuer and logoutUrl')
    .default({ enabled: false }),
  participateSlo: z
    .object({
      enabled: z.boolean(),
      logoutRequestUrl: address.nullish(),
      sessionIndexRequired: z.boolean().nullish(),
      bindingType: z.enum(['POST', 'REDIRECT']).nullish(),
    })
    .refine(({ enabled, logoutRequestUrl }) => !enabled || logoutRequestUrl, 'needs logoutRequestUrl')
    .default({ enabled: false }),
  assertionEncryption: z
    .object({
      enabled: z.boolean(),
      encryptionAlgorithm: z.enum(['AES128_CBC', 'AES256_CBC', 'AES128_GCM', 'AES256_GCM']).nullish(),
      keyTransportAlgorithm: z.enum(['RSA_OAEP', 'RSA_15']).nullish(),
      x5c: x5c.nullish(),
    })
    .refine(({ enabled, x5c: chain }) => !enabled || chain?.length === 1, 'x5c: needs the certificate to encrypt for')
    .default({ enabled: false }),
  attributeStatements: z.array(statementSchema).default([]),
});

/** What is sent to create or replace an app. */
export const appBodySchema = z.looseObject({
  label: z.string().min(1).max(100),
  signOnMode: z.literal('SAML_2_0'),
  accessibility: z.looseObject({}).nullish(),
  visibility: z.looseObject({}).nullish(),
  credentials: z
    .looseObject({
      userNameTemplate: z.looseObject({ template: z.string(), type: z.string() }).nullish(),
      signing: z.looseObject({ kid: z.string().nullish() }).nullish(),
    })
    .nullish(),
  settings: z.looseObject({ app: z.looseObject({}).default({}), signOn: signOnSchema }),
});
export type AppBody = z.output<typeof appBodySchema>;

/** One key of an app. */
export interface AppKey {
  readonly kid: string;
  readonly keys: SigningKeys;
  /** ms since epoch. */
  readonly createdAt: number;
}

export interface AppUserRecord {
  readonly personId: string;
  /** USER: assigned individually; people who come by a group have no record. */
  readonly userName: string | undefined;
  readonly profile: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface GroupAssignmentRecord {
  readonly groupName: string;
  readonly priority: number;
  readonly profile: Readonly<Record<string, unknown>>;
  readonly updatedAt: number;
}

/** A property of the app's profile, as it was posted. */
export type SchemaProperty = Readonly<Record<string, unknown>>;

export interface AppRecord {
  readonly id: string;
  /** Id of the access policy; undefined: it has none. */
  readonly accessPolicy: string | undefined;
  /** `{subdomain}_{label}_{n}` */
  readonly name: string;
  /** exk… */
  readonly key: string;
  /** aln…: the last part of the embed link. */
  readonly link: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly active: boolean;
  readonly body: AppBody;
  /** Of the key that signs. */
  readonly kid: string;
  readonly keys: readonly AppKey[];
  readonly schema: ReadonlyMap<string, SchemaProperty>;
  readonly users: ReadonlyMap<string, AppUserRecord>;
  readonly groups: ReadonlyMap<string, GroupAssignmentRecord>;
  readonly claims: ReadonlyMap<string, { readonly name: string; readonly expression: string }>;
}
