/** Access to one Okta org: what an operator's command needs; a gateway at work never calls this API. */
export interface OktaSettings {
  /** Origin of the org, `https://acme.okta.com`: not the `-admin` one. */
  readonly org: string;
  readonly credentials: OktaCredentials;
}

export type OktaCredentials = ApiToken | ServiceApp;

/** Sent as `SSWS`; has the rights of the administrator who made it. */
export interface ApiToken {
  readonly kind: 'token';
  readonly token: string;
}

/** An OAuth 2.0 service app with private_key_jwt. Source: okta-developer-docs, “OAuth for Okta with a service app”. */
export interface ServiceApp {
  readonly kind: 'service-app';
  readonly clientId: string;
  /** PEM, RSA or EC P-256. */
  readonly privateKey: string;
  /** `kid` of the public key, where the app has several. */
  readonly keyId?: string;
  readonly scopes: readonly string[];
}

/** What setup calls need; verify needs the `.read` half. */
export const MANAGE_SCOPES = [
  'okta.apps.manage',
  'okta.schemas.manage',
  'okta.groups.manage',
  'okta.policies.read',
  'okta.logs.read',
] as const;
export const READ_SCOPES = [
  'okta.apps.read',
  'okta.schemas.read',
  'okta.groups.read',
  'okta.users.read',
  'okta.logs.read',
] as const;

export interface OktaDeps {
  readonly fetch: typeof fetch;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Resolves after `ms`. */
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly randomId: () => string;
}
