import { isDeepStrictEqual } from 'node:util';
import type { Connection } from './connection.ts';

/**
 * The connections as they are trusted at this moment: keys and addresses of the IdP come and go while the gateway runs,
 * everything else stays as configured. Whoever needs one asks again at each use.
 */
export interface ConnectionRegistry extends Pick<ReadonlyMap<string, Connection>, 'get' | 'has'> {
  all(): readonly Connection[];
  /** From now on the IdP is known by these certificates (PEM), and by no others. */
  trustCertificates(name: string, certificates: readonly string[]): void;
  /** From now on our messages go there. */
  trustAddresses(name: string, addresses: Pick<Connection['idp'], 'ssoUrl' | 'slo'>): void;
  onChange(listener: (connection: Connection) => void): void;
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((certificate) => b.includes(certificate));

export function createConnectionRegistry(connections: readonly Connection[]): ConnectionRegistry {
  const current = new Map(connections.map((connection) => [connection.name, connection]));
  const listeners: ((connection: Connection) => void)[] = [];
  return {
    get: (name) => current.get(name),
    has: (name) => current.has(name),
    all: () => [...current.values()],
    trustCertificates: (name, certificates) => {
      const before = current.get(name);
      if (before === undefined || same(before.trust.idpCertificates, certificates)) return;
      const trust = Object.freeze({ ...before.trust, idpCertificates: Object.freeze([...certificates]) });
      const connection = Object.freeze({ ...before, trust });
      current.set(name, connection);
      for (const listener of listeners) listener(connection);
    },
    trustAddresses: (name, { ssoUrl, slo }) => {
      const before = current.get(name);
      if (before === undefined || isDeepStrictEqual([before.idp.ssoUrl, before.idp.slo], [ssoUrl, slo])) return;
      const { slo: _before, ...rest } = before.idp;
      const idp = Object.freeze({ ...rest, ssoUrl, ...(slo !== undefined && { slo }) });
      current.set(name, Object.freeze({ ...before, idp }));
    },
    onChange: (listener) => {
      listeners.push(listener);
    },
  };
}
