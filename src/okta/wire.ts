import { z } from 'zod';

/**
 * What we read of Okta's resources. Loose: a PUT replaces the whole resource, so everything that came must be sent back.
 * Many fields come as explicit nulls (okta.md 2.3).
 */
export const attributeStatement = z.looseObject({
  type: z.string(),
  name: z.string(),
  namespace: z.string().nullish(),
  values: z.array(z.string()).nullish(),
  filterType: z.string().nullish(),
  filterValue: z.string().nullish(),
});
export type AttributeStatement = z.output<typeof attributeStatement>;

const certificateChain = z.looseObject({ x5c: z.array(z.string()).nullish() });

export const signOn = z.looseObject({
  defaultRelayState: z.string().nullish(),
  ssoAcsUrl: z.string().nullish(),
  recipient: z.string().nullish(),
  destination: z.string().nullish(),
  audience: z.string().nullish(),
  subjectNameIdTemplate: z.string().nullish(),
  subjectNameIdFormat: z.string().nullish(),
  responseSigned: z.boolean().nullish(),
  assertionSigned: z.boolean().nullish(),
  signatureAlgorithm: z.string().nullish(),
  digestAlgorithm: z.string().nullish(),
  samlSignedRequestEnabled: z.boolean().nullish(),
  spCertificate: certificateChain.nullish(),
  assertionEncryption: certificateChain
    .extend({
      enabled: z.boolean().nullish(),
      encryptionAlgorithm: z.string().nullish(),
      keyTransportAlgorithm: z.string().nullish(),
    })
    .nullish(),
  slo: z
    .looseObject({ enabled: z.boolean().nullish(), issuer: z.string().nullish(), logoutUrl: z.string().nullish() })
    .nullish(),
  attributeStatements: z.array(attributeStatement).nullish(),
});
export type SignOn = z.output<typeof signOn>;

/** Of any sign-on mode: a search finds them all. */
export const listedApp = z.looseObject({
  id: z.string(),
  label: z.string(),
  status: z.string(),
  signOnMode: z.string().nullish(),
});
export type ListedApp = z.output<typeof listedApp>;

export const samlApp = z.looseObject({
  id: z.string(),
  name: z.string(),
  label: z.string(),
  status: z.string(),
  signOnMode: z.literal('SAML_2_0'),
  credentials: z.looseObject({ signing: z.looseObject({ kid: z.string().nullish() }).nullish() }).nullish(),
  settings: z.looseObject({ signOn }),
  _links: z.looseObject({ accessPolicy: z.looseObject({ href: z.string() }).nullish() }).nullish(),
});
export type SamlApp = z.output<typeof samlApp>;

export const signingKey = z.looseObject({
  kid: z.string(),
  x5c: z.array(z.string()).min(1),
  expiresAt: z.string().nullish(),
});
export type SigningKey = z.output<typeof signingKey>;

export const schemaProperty = z.looseObject({
  type: z.string().nullish(),
  scope: z.string().nullish(),
  union: z.string().nullish(),
  items: z
    .looseObject({
      type: z.string().nullish(),
      enum: z.array(z.union([z.string(), z.number()])).nullish(),
      oneOf: z
        .array(z.looseObject({ const: z.union([z.string(), z.number()]), title: z.string().nullish() }))
        .nullish(),
    })
    .nullish(),
});
export type SchemaProperty = z.output<typeof schemaProperty>;

const properties = z.record(z.string(), schemaProperty);
export const appSchema = z.looseObject({
  definitions: z.looseObject({
    custom: z.looseObject({ properties: properties.nullish() }).nullish(),
  }),
});
export type AppSchema = z.output<typeof appSchema>;

export const group = z.looseObject({ id: z.string(), profile: z.looseObject({ name: z.string() }) });
export type Group = z.output<typeof group>;

const profile = z.record(z.string(), z.unknown());
export const groupAssignment = z.looseObject({
  id: z.string(),
  priority: z.number().nullish(),
  profile: profile.nullish(),
});
export type GroupAssignment = z.output<typeof groupAssignment>;

export const appUser = z.looseObject({
  id: z.string(),
  scope: z.string(),
  status: z.string().nullish(),
  credentials: z.looseObject({ userName: z.string().nullish() }).nullish(),
  profile: profile.nullish(),
});
export type AppUser = z.output<typeof appUser>;

/** A person of the org, whatever apps they have. */
export const orgUser = z.looseObject({ id: z.string(), profile });
export type OrgUser = z.output<typeof orgUser>;

/** `pipeline`: `idx` is Identity Engine, `v1` the Classic one. */
export const org = z.looseObject({ id: z.string(), pipeline: z.string().nullish() });
export type Org = z.output<typeof org>;

/** Of type ACCESS_POLICY. `system`: the org's default. */
export const accessPolicy = z.looseObject({ id: z.string(), name: z.string(), system: z.boolean().nullish() });
export type AccessPolicy = z.output<typeof accessPolicy>;

export const federatedClaim = z.looseObject({ name: z.string(), expression: z.string().nullish() });
export type FederatedClaim = z.output<typeof federatedClaim>;

export const logEvent = z.looseObject({
  published: z.string(),
  eventType: z.string(),
  outcome: z.looseObject({ result: z.string().nullish(), reason: z.string().nullish() }).nullish(),
  actor: z.looseObject({ alternateId: z.string().nullish() }).nullish(),
});
export type LogEvent = z.output<typeof logEvent>;
