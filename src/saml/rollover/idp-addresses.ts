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

/** What the operator wrote down is the operator's to change; all else is as the metadata say. Throws MetadataError. */
export function addressesIn(metadata: IdpMetadata, connection: Connection): IdpAddresses {
  const { binding, metadata: source } = connection.idp;
  const own = addressesOf(connection);
  const ssoUrl = source?.pinned?.ssoUrl === true ? own.ssoUrl : metadata.sso.get(binding);
  if (ssoUrl === undefined) throw new MetadataError(`it has no single sign-on address for the ${binding} binding`);
  const slo = source?.pinned?.slo === true ? own.slo : logoutAddresses(metadata);
  return { binding, ssoUrl, ...(slo !== undefined && { slo }) };
}

/** Takes addresses over, but for those that the operator wrote down and those of another binding than is used now. */
export function applyAddresses(registry: ConnectionRegistry, name: string, addresses: IdpAddresses | undefined): void {
  const connection = registry.get(name);
  if (connection === undefined || addresses?.binding !== connection.idp.binding) return;
  const { pinned } = connection.idp.metadata ?? {};
  const own = addressesOf(connection);
  const slo = pinned?.slo === true ? own.slo : addresses.slo;
  const ssoUrl = pinned?.ssoUrl === true ? own.ssoUrl : addresses.ssoUrl;
  registry.trustAddresses(name, { ssoUrl, ...(slo !== undefined && { slo }) });
}
