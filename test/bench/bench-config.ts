import { idpKey } from '../support/saml-keys.ts';

export interface TwilioAddress {
  readonly url: string;
  readonly accountSid: string;
  readonly apiKey: { readonly sid: string; readonly secret: string };
  readonly authToken: string;
  readonly workspaceSid: string;
  readonly conversationsServiceSid: string;
}

export interface BenchConfig {
  readonly twilio: TwilioAddress;
  readonly port: number;
  readonly threads?: number;
  readonly store?: string;
  readonly top?: string;
  readonly twilioYaml?: string;
  /** YAML; absent: none that a generator of load would meet. */
  readonly limits?: string;
}

const certificate = (): string => idpKey().certificate.replaceAll(/^(?=.)/gm, ' '.repeat(10));

export const publicUrlOf = (port: number): string => `http://localhost:${port}`;

/** A production configuration, but for the stand-in's address; one covering signature is verified. */
export const benchConfig = ({
  twilio,
  port,
  threads = 2,
  store = 'memory',
  top = '',
  twilioYaml = '',
  limits = '{ acsPerConnection: off, tokensPerSession: off }',
}: BenchConfig): string => `
publicUrl: ${publicUrlOf(port)}
store: ${store}
returnTo: [${publicUrlOf(port)}/me]
http: { metrics: public }
log: { level: error }
verifier: { threads: ${threads} }
limits: ${limits}
${top}
twilio:
  accountSid: ${twilio.accountSid}
  apiKey: { sid: ${twilio.apiKey.sid}, secret: ${twilio.apiKey.secret} }
  workspaceSid: ${twilio.workspaceSid}
  conversationsServiceSid: ${twilio.conversationsServiceSid}
  baseUrl: ${twilio.url}
${twilioYaml}
connections:
  okta:
    preset: okta
    signed: either
    idpInitiated: true
    idp:
      entityId: http://www.okta.com/exk1examplekeyAAA1d7
      ssoUrl: https://acme.okta.com/sso/saml
      certificates:
        - |
${certificate()}
`;
