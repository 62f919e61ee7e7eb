import { signaturesToVerify } from '../../../src/saml/checks/signatures-to-verify.ts';
import { refusalOf } from '../../support/saml-refusal.ts';

const none = { response: false, assertion: false };
const response = { response: true, assertion: false };
const assertion = { response: false, assertion: true };
const both = { response: true, assertion: true };

test.each([
  { policy: 'either', present: response, verified: response },
  { policy: 'either', present: assertion, verified: assertion },
  { policy: 'either', present: both, verified: response },
  { policy: 'response', present: response, verified: response },
  { policy: 'response', present: both, verified: response },
  { policy: 'assertion', present: assertion, verified: assertion },
  { policy: 'assertion', present: both, verified: both },
  { policy: 'both', present: both, verified: both },
] as const)('where $policy must be signed and $present is, verifies $verified', ({ policy, present, verified }) => {
  expect(signaturesToVerify(policy, present)).toEqual(verified);
});

test.each([
  { policy: 'either', present: none },
  { policy: 'response', present: none },
  { policy: 'response', present: assertion },
  { policy: 'assertion', present: none },
  { policy: 'assertion', present: response },
  { policy: 'both', present: none },
  { policy: 'both', present: response },
  { policy: 'both', present: assertion },
] as const)('where $policy must be signed, $present is too little', ({ policy, present }) => {
  expect(refusalOf(() => signaturesToVerify(policy, present))).toMatchObject({
    code: 'SAML_SIGNATURE_MISSING',
    evidence: { required: policy },
  });
});
