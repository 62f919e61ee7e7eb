import type { RolePolicy } from '../roles/policy.ts';
import type { ConnectionTrust } from './connection-trust.ts';

/** Metadata behind a URL, and what to do with keys that come and go there. Times in ms. */
export interface MetadataSource {
  /** https, or http on this machine. */
  readonly url: string;
  readonly refreshMs: number;
  /** How long a key that has left the metadata is still trusted. */
  readonly keepKeysMs: number;
  /** Whether a key or an address that is new there counts at once, or waits for an operator. */
  readonly trustNewKeys: 'auto' | 'approve';
  /** Addresses that the configuration names itself: metadata do not change them. */
  readonly pinned?: { readonly ssoUrl: boolean; readonly slo: boolean };
}

/** One trusted IdP, ready to use. Made once at start from the configuration, frozen. */
export interface Connection {
  /** Path segment: /saml/{name}/acs. Letters, digits and hyphens. */
  readonly name: string;
  /** For people, on the start page. */
  readonly label: string;
  /** Connections of one namespace speak of the same people. Default: the name. */
  readonly namespace: string;
  readonly enabled: boolean;
  /** Logins that start at the IdP are accepted. */
  readonly idpInitiated: boolean;
  readonly idp: {
    readonly ssoUrl: string;
    /** Single logout addresses by binding; absent where the IdP has none. */
    readonly slo?: {
      readonly redirect?: string;
      readonly post?: string;
      /** Where answers go instead (ResponseLocation, saml-metadata 2.2.2). */
      readonly responses?: { readonly redirect?: string; readonly post?: string };
    };
    /** Where answers to its logout requests go, whatever its metadata say; or what their address ends with, where they say nothing. */
    readonly sloAnswers?: { readonly url: string } | { readonly suffix: string };
    readonly requireSignedLogoutResponse?: boolean;
    readonly binding: 'redirect' | 'post';
    /** Where its keys come from and how they are renewed; absent where the configuration names them one by one. */
    readonly metadata?: MetadataSource;
  };
  readonly sp: {
    readonly entityId: string;
    readonly acsUrl: string;
    readonly logoutUrl: string;
    /** PEM. AuthnRequests are signed where it is there. */
    readonly signingKey?: string;
    readonly signingCertificate?: string;
    /** PEM, newest first. In the metadata, where assertions are to be encrypted. */
    readonly decryptionCertificates: readonly string[];
    /** NameIDPolicy/@Format of our requests; absent: not asked for. */
    readonly nameIdFormat?: string;
  };
  readonly trust: ConnectionTrust;
  readonly policy: RolePolicy;
}
