import { isRefusal } from '../kernel/refusal.ts';
import { ensureInForce, MetadataError, parseIdpMetadata } from '../saml/idp-metadata.ts';
import type { IdpMetadata } from '../saml/idp-metadata.ts';
import { logoutAddresses } from '../saml/rollover/idp-addresses.ts';
import type { IdpFacts } from './build-connection.ts';
import type { ConnectionInput } from './schema-connection.ts';

export interface IdpSources {
  /** Throws where the file cannot be read. */
  readonly readFile: (path: string) => string;
  /** Text behind a URL; rejects with a message for the operator. */
  readonly fetchText: (url: string) => Promise<string>;
  /** ms since epoch. */
  readonly now: () => number;
}

type Idp = ConnectionInput['idp'];

async function metadataText({ metadataUrl, metadataFile }: Idp, sources: IdpSources): Promise<string | undefined> {
  if (metadataFile !== undefined) return sources.readFile(metadataFile);
  return metadataUrl === undefined ? undefined : sources.fetchText(metadataUrl);
}

function explain(error: unknown): string {
  if (isRefusal(error)) return error.detail;
  return error instanceof Error ? error.message : String(error);
}

const fromFields = ({ entityId, ssoUrl, sloUrl, sloBinding, certificates }: Idp): IdpFacts => ({
  entityId: entityId ?? '',
  ssoUrl: ssoUrl ?? '',
  ...(sloUrl !== undefined && { slo: { [sloBinding]: sloUrl } }),
  certificates: certificates ?? [],
});

const logoutOf = ({ sloUrl, sloBinding }: Idp, metadata: IdpMetadata): IdpFacts['slo'] =>
  sloUrl === undefined ? logoutAddresses(metadata) : { [sloBinding]: sloUrl };

function ensureSameIdp(idp: Idp, { entityId }: IdpMetadata): void {
  if (idp.entityId === undefined || idp.entityId === entityId) return;
  throw new MetadataError(`its entityID is “${entityId}”, but idp.entityId says “${idp.entityId}”`);
}

/** What the operator wrote goes before what the metadata say, but for the entity id, where a difference is an error. */
function fromMetadata(idp: Idp, metadata: IdpMetadata): IdpFacts {
  const ssoUrl = idp.ssoUrl ?? metadata.sso.get(idp.binding);
  const slo = logoutOf(idp, metadata);
  if (ssoUrl === undefined) throw new MetadataError(`it has no single sign-on address for the ${idp.binding} binding`);
  ensureSameIdp(idp, metadata);
  return {
    entityId: metadata.entityId,
    ssoUrl,
    ...(slo !== undefined && { slo }),
    certificates: idp.certificates ?? metadata.certificates,
  };
}

/** The facts about an IdP, from its metadata or from the fields. `reason` tells the operator what is wrong. */
export async function resolveIdp(idp: Idp, sources: IdpSources): Promise<IdpFacts | { readonly reason: string }> {
  try {
    const text = await metadataText(idp, sources);
    if (text === undefined) return fromFields(idp);
    const metadata = parseIdpMetadata(text);
    // A file is the operator's own word, and must not keep a gateway from starting that ran with it until now.
    if (idp.metadataFile === undefined) ensureInForce(metadata, sources.now());
    return fromMetadata(idp, metadata);
  } catch (error) {
    return { reason: `the metadata cannot be used: ${explain(error)}` };
  }
}
