import { isRefusal } from '../../kernel/refusal.ts';
import { certificateFault } from '../certificate-report.ts';
import { ensureInForce, MetadataError, parseIdpMetadata, type IdpMetadata } from '../idp-metadata.ts';

/** An IdP has two keys during a rollover; each one more is tried on every signature. */
const MOST_CERTIFICATES = 10;

/**
 * A metadata document, with the certificates that the IdP of a running connection may be known by. Throws MetadataError
 * where the document is odd in any way: then nothing that is trusted changes.
 */
export function usableMetadata(xml: string, entityId: string, now: number): IdpMetadata {
  const metadata = parsed(xml);
  ensureInForce(metadata, now);
  if (metadata.entityId !== entityId)
    throw new MetadataError(`its entityID is “${metadata.entityId}”, but this connection trusts “${entityId}”`);
  const usable = metadata.certificates.filter((pem) => certificateFault(pem) === undefined);
  if (usable.length === 0) throw new MetadataError('none of its certificates can be used');
  if (usable.length > MOST_CERTIFICATES)
    throw new MetadataError(`it lists more than ${MOST_CERTIFICATES} certificates`);
  return { ...metadata, certificates: usable };
}

function parsed(xml: string): ReturnType<typeof parseIdpMetadata> {
  try {
    return parseIdpMetadata(xml);
  } catch (error) {
    throw isRefusal(error) ? new MetadataError(error.detail) : error;
  }
}
