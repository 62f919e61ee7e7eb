import type { RolePolicy } from '../roles/policy.ts';
import type { ConnectionTrust } from './connection-trust.ts';

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
    readonly sloUrl?: string;
    readonly binding: 'redirect' | 'post';
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
