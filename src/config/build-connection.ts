import type { Connection, MetadataSource } from '../saml/connection.ts';
import type { ConnectionTrust } from '../saml/connection-trust.ts';
import { buildPolicy } from './build-policy.ts';
import { parseDuration } from './duration.ts';
import { PRESETS } from './presets.ts';
import type { PolicyContext } from './build-policy.ts';
import type { ConnectionInput } from './schema-connection.ts';

/** What the IdP's metadata, or the fields in its place, say. */
export interface IdpFacts {
  readonly entityId: string;
  readonly ssoUrl: string;
  readonly slo?: NonNullable<Connection['idp']['slo']>;
  readonly certificates: readonly string[];
}

const list = (value: string | string[] | undefined): readonly string[] => [value ?? []].flat();

function trustOf(
  input: ConnectionInput,
  facts: IdpFacts,
  sp: { name: string; entityId: string; acsUrl: string },
): ConnectionTrust {
  const preset = PRESETS[input.preset];
  return {
    connection: sp.name,
    idpEntityId: facts.entityId,
    idpCertificates: facts.certificates,
    spEntityId: sp.entityId,
    acsUrl: sp.acsUrl,
    signed: input.signed ?? preset.signed,
    allowSha1: input.allowSha1,
    skewMs: input.skew ?? parseDuration(preset.skew) ?? 0,
    maxLifetimeMs: input.maxLifetime ?? parseDuration(preset.maxLifetime) ?? 0,
    decryptionKeys: list(input.sp.decryptionKey),
    allowCbc: input.allowCbc,
    allowRsa15: input.allowRsa15,
  };
}

function spOf(input: ConnectionInput, base: string): Connection['sp'] {
  const { signingKey, signingCertificate, nameIdFormat } = input.sp;
  return {
    entityId: input.sp.entityId ?? `${base}/metadata`,
    acsUrl: `${base}/acs`,
    logoutUrl: `${base}/logout`,
    ...(signingKey !== undefined && { signingKey }),
    ...(signingCertificate !== undefined && { signingCertificate }),
    decryptionCertificates: list(input.sp.decryptionCertificate),
    ...(nameIdFormat !== undefined && { nameIdFormat }),
  };
}

/** Keys that the operator wrote down are the operator's to change: only those of metadata by URL are renewed. */
function metadataOf({
  metadataUrl,
  certificates,
  ssoUrl,
  sloUrl,
  ...idp
}: ConnectionInput['idp']): MetadataSource | undefined {
  if (metadataUrl === undefined || certificates !== undefined) return undefined;
  const { refresh, keepKeys, trustNewKeys } = idp;
  const pinned = { ssoUrl: ssoUrl !== undefined, slo: sloUrl !== undefined };
  return { url: metadataUrl, refreshMs: refresh, keepKeysMs: keepKeys, trustNewKeys, pinned };
}

/** Okta reads answers below the address of its requests, which its metadata do not say. */
function answersTo({ preset, idp }: ConnectionInput, slo: IdpFacts['slo']): Connection['idp']['sloAnswers'] {
  if (idp.sloResponseUrl !== undefined) return { url: idp.sloResponseUrl };
  const address = slo?.redirect ?? slo?.post;
  const isOkta = preset === 'okta' && address !== undefined && new URL(address).pathname.endsWith('/slo/saml');
  return isOkta ? { suffix: '/callback' } : undefined;
}

function idpOf(connection: ConnectionInput, { ssoUrl, slo }: IdpFacts): Connection['idp'] {
  const { idp: input } = connection;
  const metadata = metadataOf(input);
  const sloAnswers = answersTo(connection, slo);
  return {
    ssoUrl,
    ...(slo !== undefined && { slo }),
    ...(sloAnswers !== undefined && { sloAnswers }),
    requireSignedLogoutResponse: input.requireSignedLogoutResponse,
    binding: input.binding,
    ...(metadata !== undefined && { metadata }),
  };
}

export interface ConnectionContext extends PolicyContext {
  readonly publicUrl: string;
}

/** One connection, ready to use. */
export function buildConnection(input: ConnectionInput, facts: IdpFacts, context: ConnectionContext): Connection {
  const name = context.connection;
  const sp = spOf(input, `${context.publicUrl}/saml/${name}`);
  return {
    name,
    label: input.label ?? PRESETS[input.preset].label,
    namespace: input.namespace ?? name,
    enabled: input.enabled,
    idpInitiated: input.idpInitiated,
    idp: idpOf(input, facts),
    sp,
    trust: trustOf(input, facts, { name, entityId: sp.entityId, acsUrl: sp.acsUrl }),
    policy: buildPolicy(input, context),
  };
}
