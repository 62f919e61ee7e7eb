import { z } from 'zod';
import { get, post } from '../http/endpoint.ts';
import type { Endpoint } from '../http/endpoint.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { ensure } from '../kernel/refusal.ts';
import { certificateReport } from './certificate-report.ts';
import { certificatesOf } from './certificates.ts';
import type { ConnectionRegistry } from './connection-registry.ts';
import type { Connection } from './connection.ts';
import { addressesOf, addressList } from './rollover/idp-addresses.ts';
import type { IdpKeys } from './rollover/idp-keys.ts';
import type { IdpKey } from './rollover/key-ring.ts';

export interface ConnectionRouteDeps {
  readonly registry: ConnectionRegistry;
  readonly keys: Pick<IdpKeys, 'pending' | 'pendingAddresses' | 'approve'>;
  readonly clock: Clock;
  readonly log: Log;
}

const certificate = z.object({
  use: z.enum(['idp-signing', 'sp-signing', 'sp-decryption']),
  fingerprint: z.string().describe('SHA-256 of the certificate'),
  subject: z.string(),
  not_after: z.iso.datetime(),
  days_left: z.int().describe('Negative once it has expired'),
  status: z.enum(['trusted', 'pending']).describe('pending: new in the metadata, waits for an approval'),
});
const connectionReply = z.object({
  name: z.string(),
  label: z.string(),
  namespace: z.string(),
  enabled: z.boolean(),
  idp_initiated: z.boolean(),
  idp_entity_id: z.string(),
  sp_entity_id: z.string(),
  acs_url: z.string(),
  logout_url: z.string(),
  single_logout: z.boolean().describe('Whether a logout here is told to the IdP'),
  metadata_url: z.string().optional(),
  idp_addresses: z.array(z.string()).describe('Where browsers are sent: sign-on, logout, answers to a logout'),
  pending_addresses: z
    .object({ fingerprint: z.string(), addresses: z.array(z.string()) })
    .optional()
    .describe('New in the metadata: they wait for an approval, as a certificate does'),
  certificates: z.array(certificate),
});
type CertificateReply = z.output<typeof certificate>;

const iso = (ms: number): string => new Date(ms).toISOString();

function pendingReply({ certificate: pem, fingerprint }: IdpKey, now: number): CertificateReply {
  const { subject, notAfter, daysLeft } = certificateReport(pem, now);
  const days = { not_after: iso(notAfter), days_left: daysLeft };
  return { use: 'idp-signing', fingerprint, subject, ...days, status: 'pending' };
}

async function replyOf(connection: Connection, { keys, clock }: ConnectionRouteDeps) {
  const { name, label, namespace, enabled, idpInitiated, idp, sp, trust } = connection;
  const now = clock();
  const trusted = certificatesOf(connection, now).map(({ use, fingerprint, subject, notAfter, daysLeft }) => {
    const days = { not_after: iso(notAfter), days_left: daysLeft };
    return { use, fingerprint, subject, ...days, status: 'trusted' } as const;
  });
  const [waiting, moved] = await Promise.all([keys.pending(name), keys.pendingAddresses(name)]);
  return {
    name,
    label,
    namespace,
    enabled,
    idp_initiated: idpInitiated,
    idp_entity_id: trust.idpEntityId,
    sp_entity_id: sp.entityId,
    acs_url: sp.acsUrl,
    logout_url: sp.logoutUrl,
    single_logout: idp.slo !== undefined && sp.signingKey !== undefined,
    ...(idp.metadata !== undefined && { metadata_url: idp.metadata.url }),
    idp_addresses: [...addressList(addressesOf(connection))],
    ...(moved && {
      pending_addresses: { fingerprint: moved.fingerprint, addresses: [...addressList(moved.addresses)] },
    }),
    certificates: [...trusted, ...waiting.map((key) => pendingReply(key, now))],
  };
}

/** For operators: the connections with their certificates, and the approval of a key that is new in the metadata. */
export const connectionRoutes = (deps: ConnectionRouteDeps): readonly Endpoint[] => [
  get('/api/admin/connections', {
    access: 'admin',
    summary: 'The connections, their addresses and certificates',
    reply: z.object({ connections: z.array(connectionReply) }),
    handle: async () => ({
      status: 200,
      json: { connections: await Promise.all(deps.registry.all().map((connection) => replyOf(connection, deps))) },
    }),
  }),
  post('/api/admin/connections/:connection/certificates/:fingerprint/approve', {
    access: 'admin',
    summary: 'Trusts a certificate, or the addresses, that are new in the metadata of the IdP',
    params: z.object({
      connection: z.string().max(40),
      fingerprint: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'),
    }),
    reply: connectionReply,
    handle: async ({ params: { connection: name, fingerprint }, caller }) => {
      ensure(deps.registry.has(name), 'SAML_CONNECTION_UNKNOWN', { connection: name });
      await deps.keys.approve(name, fingerprint);
      deps.log.warn(
        { connection: name, fingerprint, operator: caller.operator },
        'a key or the addresses of the IdP were approved',
      );
      const connection = deps.registry.get(name);
      ensure(connection, 'SAML_CONNECTION_UNKNOWN', { connection: name });
      return { status: 200, json: await replyOf(connection, deps) };
    },
  }),
];
