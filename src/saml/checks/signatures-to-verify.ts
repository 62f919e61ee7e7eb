import { Refusal } from '../../kernel/refusal.ts';
import type { ConnectionTrust } from '../connection-trust.ts';

export interface Signatures {
  readonly response: boolean;
  readonly assertion: boolean;
}

type Policy = ConnectionTrust['signed'];

const MET: Readonly<Record<Policy, (present: Signatures) => boolean>> = {
  response: ({ response }) => response,
  assertion: ({ assertion }) => assertion,
  both: ({ response, assertion }) => response && assertion,
  either: ({ response, assertion }) => response || assertion,
};

/**
 * Which of the signatures that are present must be verified. The response's covers the assertion inside it, so where it
 * is there and the policy does not ask for the other, it alone is verified: half of the cost. A response's signature that
 * is there is never passed over.
 */
export function signaturesToVerify(policy: Policy, present: Signatures): Signatures {
  if (!MET[policy](present)) throw new Refusal('SAML_SIGNATURE_MISSING', { required: policy });
  const assertionAsked = policy === 'assertion' || policy === 'both';
  return { response: present.response, assertion: assertionAsked || !present.response };
}
