/** The names by which gateway and IdP know each other in the flow tests; https, as in production. */
export const ENTITY_IDS = {
  publicUrl: 'https://gw.example',
  acsUrl: 'https://gw.example/saml/okta/acs',
  sp: 'urn:gw:flex',
  idp: 'http://www.okta.com/exk1examplekeyAAA1d7',
} as const;
