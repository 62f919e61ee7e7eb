import { isNativeError } from 'node:util/types';
import { SAML, type CacheProvider, type Profile } from '@node-saml/node-saml';
import { Refusal } from '../kernel/refusal.ts';
import type { Signatures } from './checks/signatures-to-verify.ts';

/** Verifies XML signatures with the keys of one connection. */
export interface SignatureVerifier {
  /**
   * The canonical bytes that the verified signature covers: the Response where its signature was verified, else the
   * Assertion. Rejects with SAML_SIGNATURE_INVALID; with SAML_DECRYPTION_FAILED where the response's signature is right
   * and node-saml cannot decrypt what it holds.
   */
  verify(xml: string, signatures: Signatures): Promise<string>;
}

export interface SignatureKeys {
  /** PEM. */
  readonly certificates: readonly string[];
  /** PEM; node-saml insists on decrypting what it verifies. */
  readonly decryptionKey?: string;
}

/** InResponseTo is checked by us, in the store that all replicas share: node-saml gets nothing to remember. */
const nothingKept: CacheProvider = {
  saveAsync: () => Promise.resolve(null),
  getAsync: () => Promise.resolve(null),
  removeAsync: () => Promise.resolve(null),
};

/**
 * node-saml up to the point where a signature has been verified, and no further: it answers the canonical XML that xml-crypto
 * authenticated. Its own reading of times, audience and attributes is left out, since ours replaces it with one code per
 * check and reads these bytes alone.
 */
class SignedBytes extends SAML {
  protected override getSignedAssertion(signedXml: string): Promise<string> {
    return Promise.resolve(signedXml);
  }

  protected override processValidlySignedAssertionAsync(
    this: SAML,
    signedXml: string,
  ): Promise<{ profile: Profile; loggedOut: boolean }> {
    const profile = { issuer: '', nameID: '', nameIDFormat: '', getAssertionXml: () => signedXml };
    return Promise.resolve({ profile, loggedOut: false });
  }
}

/** What node-saml throws before it decrypts anything, when the signature over the Response does not verify. */
const RESPONSE_SIGNATURE_WRONG = 'Invalid document signature';

/** SAML objects are made once per connection, one for each choice of signatures, at its first use. */
export function createSignatureVerifier(keys: SignatureKeys): SignatureVerifier {
  const made = new Map<string, SAML>();
  const samlFor = (signatures: Signatures): SAML => {
    const choice = JSON.stringify([signatures.response, signatures.assertion]);
    const saml = made.get(choice) ?? createSaml(keys, signatures);
    made.set(choice, saml);
    return saml;
  };
  return {
    verify: async (xml, signatures) => {
      const SAMLResponse = Buffer.from(xml, 'utf8').toString('base64');
      const { profile } = await samlFor(signatures)
        .validatePostResponseAsync({ SAMLResponse })
        .catch((error: unknown) => {
          throw translate(error, keys);
        });
      const signed = profile?.getAssertionXml?.();
      if (signed === undefined) throw new Refusal('SAML_SIGNATURE_INVALID', {});
      return signed;
    },
  };
}

function createSaml({ certificates, decryptionKey }: SignatureKeys, signatures: Signatures): SAML {
  return new SignedBytes({
    idpCert: [...certificates],
    wantAuthnResponseSigned: signatures.response,
    wantAssertionsSigned: signatures.assertion,
    ...(decryptionKey !== undefined && { decryptionPvk: decryptionKey }),
    cacheProvider: nothingKept,
    // Required by the type, read by nothing that is left of the verification.
    callbackUrl: 'urn:unused',
    issuer: 'urn:unused',
  });
}

/** The library tells its failures apart by their text alone, and none of it leaves this file. */
function translate(error: unknown, { decryptionKey }: SignatureKeys): Refusal {
  const isSignature = isNativeError(error) && error.message === RESPONSE_SIGNATURE_WRONG;
  const isDecryption = decryptionKey !== undefined && !isSignature;
  return new Refusal(isDecryption ? 'SAML_DECRYPTION_FAILED' : 'SAML_SIGNATURE_INVALID', {});
}
