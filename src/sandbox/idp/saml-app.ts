import { createHash } from 'node:crypto';
import type { AssertionEncryption } from './encrypt-assertion.ts';
import type { MessageBinding } from './saml-message.ts';
import type { SignatureDigest } from './sign-element.ts';

/** A custom SAML 2.0 app of the sandbox org, as the identity provider answers for it. */
export interface SamlApp {
  /** `{subdomain}_{label}_{n}` */
  readonly name: string;
  /** 20 characters, from `exk` on. The same for the same name, so that a configuration outlives a restart. */
  readonly key: string;
  /** `http://www.okta.com/{key}`: an identifier, not an address. */
  readonly entityId: string;
  readonly ssoUrl: string;
  readonly metadataUrl: string;
  readonly acsUrl: string;
  /** Further addresses that a request may ask for. */
  readonly otherAcsUrls: readonly string[];
  readonly destination: string;
  readonly recipient: string;
  readonly audience: string;
  readonly nameIdFormat: string;
  readonly authnContext: string;
  readonly signed: { readonly response: boolean; readonly assertion: boolean };
  readonly digest: SignatureDigest;
  readonly encryption: AssertionEncryption | undefined;
  /** Where the service provider sends its LogoutRequests. */
  readonly sloUrl: string;
  /** Of the service provider, PEM: what its LogoutRequests are signed with. */
  readonly spCertificate: string | undefined;
  /** Single logout that begins at the service provider; undefined: off. */
  readonly slo: { readonly issuer: string; readonly logoutUrl: string } | undefined;
  /** Single logout that begins here, or at another app; undefined: off. */
  readonly participates:
    | { readonly url: string; readonly binding: MessageBinding; readonly sessionIndexRequired: boolean }
    | undefined;
  /** Sets SessionNotOnOrAfter. */
  readonly sessionLifetimeMs: number | undefined;
  /** Sent with logins that start here, unless the link says another. */
  readonly defaultRelayState: string;
}

export interface SamlAppSettings {
  readonly name: string;
  /** Base URL of the identity provider, without a slash at the end. */
  readonly idpUrl: string;
  readonly acsUrl: string;
  readonly audience: string;
}

const KEY_DIGITS = 17;
export const EMAIL_FORMAT = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';

const OKTA_DEFAULTS = {
  otherAcsUrls: [],
  authnContext: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
  signed: { response: true, assertion: true },
  digest: 'sha256',
  encryption: undefined,
  spCertificate: undefined,
  slo: undefined,
  participates: undefined,
  sessionLifetimeMs: undefined,
  defaultRelayState: '',
} as const;

const issuerKey = (name: string): string =>
  `exk${createHash('sha256')
    .update(name)
    .digest('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, KEY_DIGITS)}`;

/** `/app/{name}/{exk}/slo/saml`; answers of the service provider go to `/callback` below it. */
export const sloUrl = (idpUrl: string, name: string, key: string): string => `${idpUrl}/app/${name}/${key}/slo/saml`;

export function samlApp({ name, idpUrl, acsUrl, audience }: SamlAppSettings): SamlApp {
  if (!/^[a-z0-9_-]+$/.test(name)) throw new Error('appName has lower-case letters, digits, "_" and "-" only.');
  const key = issuerKey(name);
  const ssoUrl = `${idpUrl}/app/${name}/${key}/sso/saml`;
  return {
    name,
    key,
    entityId: `http://www.okta.com/${key}`,
    ssoUrl,
    metadataUrl: `${ssoUrl}/metadata`,
    sloUrl: sloUrl(idpUrl, name, key),
    ...OKTA_DEFAULTS,
    acsUrl,
    destination: acsUrl,
    recipient: acsUrl,
    audience,
    nameIdFormat: EMAIL_FORMAT,
  };
}
