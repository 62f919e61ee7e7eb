import { randomBytes } from 'node:crypto';
import { createAdminCookie } from '../admin/admin-cookie.ts';
import type { AdminCookie } from '../admin/admin-cookie.ts';
import { adminLoginRoutes } from '../admin/login-routes.ts';
import { adminPageRoutes } from '../admin/page-routes.ts';
import { adminAssets } from '../admin/pages/admin-layout.tsx';
import type { ConnectionLine } from '../admin/pages/overview-connections.tsx';
import type { HealthLine, OverviewView } from '../admin/pages/overview-page.tsx';
import { adminRoutes } from '../admin/routes.ts';
import type { AdminRouteDeps } from '../admin/routes.ts';
import type { Config } from '../config/config.ts';
import { createSecretCheck } from '../http/credentials.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { isRefusal } from '../kernel/refusal.ts';
import { certificatesOf } from '../saml/certificates.ts';
import type { Connection } from '../saml/connection.ts';
import { newestTraces } from '../traces/routes.ts';
import { speakableId } from '../traces/speakable-id.ts';
import type { Ports } from './ports.ts';
import type { UseCases } from './use-cases.ts';
import { VERSION } from './version.ts';

const TWILIO_PATIENCE_MS = 3_000;

export interface AdminParts {
  readonly config: Config;
  readonly ports: Ports;
  readonly useCases: UseCases;
}

function adminDeps({ ports: { store, clock }, useCases: { operations, audit } }: AdminParts): AdminRouteDeps {
  const { sessions } = store;
  return { ...operations, audit, sessions, clock, runId: () => speakableId(randomBytes) };
}

/** The API of operators over people, drift and the audit. */
export const adminApi = (parts: AdminParts): readonly Endpoint[] => adminRoutes(adminDeps(parts));

/** Absent where no admin token is configured: then the Flex role admin is the only way in. */
export const adminCookieFor = ({
  config: { adminToken, publicUrl },
  ports: { clock },
}: Pick<AdminParts, 'config' | 'ports'>) =>
  adminToken === undefined ? undefined : createAdminCookie({ adminToken, publicUrl, clock });

async function storeHealth({ store }: Ports): Promise<HealthLine> {
  try {
    await store.ping();
    return { name: 'Store', ok: true, detail: 'takes writes' };
  } catch (error) {
    return { name: 'Store', ok: false, detail: isRefusal(error) ? error.detailForOperators : 'does not answer' };
  }
}

async function twilioHealth({ twilio }: Ports): Promise<readonly HealthLine[]> {
  const names = { workspace: 'TaskRouter workspace', 'conversations-service': 'Conversations service' } as const;
  const checks = await twilio.readiness.check(TWILIO_PATIENCE_MS);
  return checks.map(({ name, ok, friendlyName, problem }) => ({
    name: names[name],
    ok,
    detail: problem === undefined ? (friendlyName ?? 'answers') : `${problem.code}: ${problem.detail}`,
  }));
}

const connectionLine = (connection: Connection, now: number): ConnectionLine => ({
  name: connection.name,
  label: connection.label,
  enabled: connection.enabled,
  certificates: certificatesOf(connection, now),
});

/** A number that cannot be had is left out: the page is needed most when something does not answer. */
const orNothing = <T>(asked: Promise<T>): Promise<T | undefined> => asked.catch(() => undefined);

async function overview({ ports, useCases }: AdminParts): Promise<Omit<OverviewView, 'operator' | 'byToken'>> {
  const { store, outbox, clock } = ports;
  const { audit, operations, registry } = useCases;
  const [storeLine, twilioLines, people, head, waiting, drift] = await Promise.all([
    storeHealth(ports),
    twilioHealth(ports),
    orNothing(store.subjects.count()),
    orNothing(audit.head()),
    orNothing(outbox.stats()),
    orNothing(operations.driftRuns.latest()),
  ]);
  return {
    version: VERSION,
    health: [storeLine, ...twilioLines],
    connections: registry.all().map((connection) => connectionLine(connection, clock())),
    ...(people !== undefined && { people }),
    ...(head !== undefined && { auditRecords: head.seq }),
    ...(waiting !== undefined && { outbox: waiting }),
    ...(drift !== undefined && { drift }),
  };
}

function loginPages({ config, useCases }: AdminParts, cookie: AdminCookie | undefined): readonly Endpoint[] {
  const { adminToken } = config;
  return adminLoginRoutes({
    isAdminToken: adminToken === undefined ? () => false : createSecretCheck(adminToken),
    cookie,
    audit: useCases.audit,
    onWrongToken: (address) => useCases.wrongCredentials('admin', address),
  });
}

/** The pages of operators, with their stylesheet. */
export function adminPages(parts: AdminParts): readonly Endpoint[] {
  const { registry, login } = parts.useCases;
  const { traces } = parts.ports.store;
  const lists = { traces: login.traces, lists: traces, connections: () => registry.all().map(({ name }) => name) };
  return [
    ...loginPages(parts, adminCookieFor(parts)),
    ...adminPageRoutes({
      ...adminDeps(parts),
      traces: login.traces,
      recentTraces: (query) => newestTraces(query, lists),
      overview: () => overview(parts),
    }),
    ...adminAssets.endpoints,
  ];
}
