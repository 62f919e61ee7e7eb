/** A complete configuration file; tests edit its text. */
export const aConfigFile = (): string => `publicUrl: https://sso.example.com
store: redis://127.0.0.1:6379/0
returnTo: [https://flex.twilio.com/your-app-1234]
twilio:
  accountSid: AC00000000000000000000000000000001
  apiKey: { sid: SK00000000000000000000000000000001, secret: 0123456789abcdef }
  workspaceSid: WS00000000000000000000000000000001
  conversationsServiceSid: IS00000000000000000000000000000001
connections:
  okta:
    preset: okta
    idp:
      metadataUrl: https://example.okta.com/app/exk1/sso/saml/metadata
`;
