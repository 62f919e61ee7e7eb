import { idpKey } from './saml-keys.ts';

export const CONSOLE_ACS = 'https://gw.example/saml/console/acs';

/** YAML under `connections`: the IdP federates the Console too, the same people by another application. */
export const CONSOLE = `
console:
  kind: console
  namespace: okta
  idpInitiated: true
  idp:
    entityId: urn:idp:console
    ssoUrl: https://acme.okta.com/app/console/sso/saml
    certificates:
      - |
${idpKey().certificate.replaceAll(/^(?=.)/gm, '        ')}
  sp: { entityId: 'urn:gw:console' }
`;
