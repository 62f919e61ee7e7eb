import { createHash } from 'node:crypto';
import type { ConnectionRegistry } from '../connection-registry.ts';
import type { Connection } from '../connection.ts';
import { MetadataError, type IdpMetadata } from '../idp-metadata.ts';

/** Where the browser is sent with our messages, as the metadata say. Plain JSON. */
export interface IdpAddresses {
  readonly binding: 'redirect' | 'post';
  readonly ssoUrl: string;
  readonly slo?: NonNullable<Connection['idp']['slo']>;
}

/** SHA-256, 64 hexadecimal digits: what an operator approves. */
export const addressesFingerprint = ({ binding, ssoUrl, slo = {} }: IdpAddresses): string => {
  const { redirect, post, responses } = slo;
  const all = [binding, ssoUrl, redirect, post, responses?.redirect, responses?.post].map((one) => one ?? null);
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
};

export const sameAddresses = (one: IdpAddresses, other: IdpAddresses): boolean =>
  addressesFingerprint(one) === addressesFingerprint(other);

/** For the audit and the log. */
export const addressList = ({ ssoUrl, slo = {} }: IdpAddresses): readonly string[] => {
  const { redirect, post, responses } = slo;
  const logout = [redirect, post, responses?.redirect, responses?.post];
  return [...new Set([ssoUrl, ...logout.filter((url) => url !== undefined)])];
};

export const addressesOf = ({ idp: { binding, ssoUrl, slo } }: Connection): IdpAddresses => ({
  binding,
  ssoUrl,
  ...(slo !== undefined && { slo }),
});

/** Logout addresses as a connection has them; undefined where there are none. */
export function logoutAddresses({ slo, sloResponses }: Pick<IdpMetadata, 'slo' | 'sloResponses'>): IdpAddresses['slo'] {
  if (slo.size === 0) return undefined;
  return {
    ...Object.fromEntries(slo),
    ...(sloResponses.size > 0 && { responses: Object.fromEntries(sloResponses) }),
  };
}

type Found = Partial<Pick<IdpAddresses, 'ssoUrl' | 'slo'>>;

const NONE_PINNED = { ssoUrl: false, slo: false };

/** What the operator wrote down is the operator's to change; all else is as it was found. */
function unlessPinned(found: Found, { idp }: Connection): Found {
  const pinned = idp.metadata?.pinned ?? NONE_PINNED;
  const ssoUrl = pinned.ssoUrl ? idp.ssoUrl : found.ssoUrl;
  const slo = pinned.slo ? idp.slo : found.slo;
  return { ...(ssoUrl !== undefined && { ssoUrl }), ...(slo !== undefined && { slo }) };
}

/** The addresses of a connection by these metadata. Throws MetadataError. */
export function addressesIn(metadata: IdpMetadata, connection: Connection): IdpAddresses {
  const { binding } = connection.idp;
  const [sso, logout] = [metadata.sso.get(binding), logoutAddresses(metadata)];
  const found = { ...(sso !== undefined && { ssoUrl: sso }), ...(logout !== undefined && { slo: logout }) };
  const { ssoUrl, ...rest } = unlessPinned(found, connection);
  if (ssoUrl === undefined) throw new MetadataError(`it has no single sign-on address for the ${binding} binding`);
  return { binding, ssoUrl, ...rest };
}

/** Takes addresses over, but for those of another binding than is used now. */
export function applyAddresses(registry: ConnectionRegistry, name: string, addresses: IdpAddresses | undefined): void {
  const connection = registry.get(name);
  if (connection === undefined || addresses?.binding !== connection.idp.binding) return;
  const { ssoUrl = addresses.ssoUrl, ...rest } = unlessPinned(addresses, connection);
  registry.trustAddresses(name, { ssoUrl, ...rest });
}
