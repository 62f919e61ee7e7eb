import { createInThreadVerifier } from '../../src/saml/response-verifier.in-thread.ts';
import { aTrust } from '../support/saml-builders.ts';
import { ENTRA, GOOGLE, KEYCLOAK, NOW, OKTA, postedResponse } from '../support/saml-idp.ts';

const verifier = createInThreadVerifier();
test.each([
  { name: 'o', options: {style: OKTA} }, { name:'e', options:{style:ENTRA, sign:'assertion' as const}}, {name:'k', options:{style:KEYCLOAK, sign:'response' as const}}, {name:'g', options:{style:GOOGLE}}
])('$name', async ({options}) => {
  console.log(await verifier.verify({ encoded: postedResponse(options), trust: aTrust(), now: NOW }));
});
