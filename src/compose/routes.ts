import type { Config } from '../config/config.ts';
import { docsRoutes } from '../http/docs-routes.ts';
import { renderDocs } from '../pages/docs/render-docs.tsx';
import type { Drain } from '../http/drain.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { healthRoutes } from '../http/health-routes.ts';
import { metricsRoutes } from '../http/metrics-routes.ts';
import { isRefusal } from '../kernel/refusal.ts';
import { browserBinding } from '../login/browser-binding.ts';
import { logoutRoutes } from '../login/logout-routes.ts';
import { loginRoutes } from '../login/routes.ts';
import { waitingCookie } from '../login/waiting-cookie.ts';
import { autoPostPage } from '../pages/autopost-page.tsx';
import { pageAssets } from '../pages/assets.ts';
import type { DecodedToken } from '../pages/me/me-view.ts';
import { pageRoutes } from '../pages/routes.ts';
import type { HomePage, SandboxLinks } from '../pages/routes.ts';
import { waitingPage } from '../pages/waiting-page.tsx';
import { limited } from '../limits/limited.ts';
import { connectionRoutes } from '../saml/routes.ts';
import { createClosedDoors } from '../provisioning/doors.ts';
import { rolesRoutes } from '../roles/routes.ts';
import { sessionCookie } from '../sessions/session-cookie.ts';
import { sessionRoutes } from '../sessions/routes.ts';
import type { ActiveSession } from '../sessions/session-store.ts';
import { chooseGrants } from '../tokens/grants.ts';
import { tokenRoutes } from '../tokens/routes.ts';
import { traceRoutes } from '../traces/routes.ts';
import { adminApi, adminPages } from './admin.ts';
import type { Ports } from './ports.ts';
import { hasConsoleDoor } from './provisioning.ts';
import { longestTokenOf } from './use-cases.ts';
import type { UseCases } from './use-cases.ts';
import { VERSION } from './version.ts';

/** What the entry file may put in place of the gateway's own. */
export interface Doors {
  /** The start page. */
  readonly home?: HomePage;
  /** Shown on the page of a login, in the sandbox. */
  readonly sandbox?: SandboxLinks;
  readonly endpoints?: readonly Endpoint[];
}

export interface RouteParts {
  readonly config: Config;
  readonly ports: Ports;
  readonly useCases: UseCases;
  readonly drain: Drain;
  readonly doors: Doors;
}

const CHECK_TIMEOUT_MS = 3_000;
const CHECK_CACHE_MS = 2_000;

async function twilioIsWell({ twilio }: Ports): Promise<void> {
  const failed = (await twilio.readiness.check(CHECK_TIMEOUT_MS)).find(({ ok }) => !ok);
  if (failed !== undefined) throw new Error(`${failed.name}: ${failed.problem?.code}`);
}

function operations({ config, ports, drain }: RouteParts): readonly Endpoint[] {
  const { clock, log, store, metrics } = ports;
  const checks = [
    { name: 'store', essential: true, check: () => store.ping() },
    // People whom Twilio knows get in without it, so it takes no replica out of the way.
    { name: 'twilio', essential: false, check: () => twilioIsWell(ports) },
  ];
  return [
    ...healthRoutes({ drain, checks, timeoutMs: CHECK_TIMEOUT_MS, cacheMs: CHECK_CACHE_MS, clock, log }),
    ...metricsRoutes(metrics, config.http.metrics),
  ];
}

function api({ config, ports, useCases }: RouteParts): readonly Endpoint[] {
  const { clock, store } = ports;
  const { sessions } = store;
  const { mint, codes, validate, resume } = useCases;
  return [
    ...sessionRoutes({
      sessions,
      cookie: sessionCookie(config.publicUrl),
      clock,
      longestTokenMs: longestTokenOf(config),
      ...(hasConsoleDoor(config) && { closedDoors: createClosedDoors(store.records) }),
    }),
    ...tokenRoutes({ mint, codes, sessions: { resume }, validate, settings: config.token, clock }),
    ...rolesRoutes(),
    ...(useCases.conversations?.endpoints ?? []),
  ];
}

/** For operators. */
function administration(parts: RouteParts): readonly Endpoint[] {
  const { clock, log, store } = parts.ports;
  const { registry, keys, login } = parts.useCases;
  return [
    ...adminApi(parts),
    ...connectionRoutes({ registry, keys, clock, log }),
    ...traceRoutes({
      traces: login.traces,
      lists: store.traces,
      connections: () => registry.all().map(({ name }) => name),
    }),
  ];
}

function ways({ config, useCases }: RouteParts): readonly Endpoint[] {
  const { login, completeLogin, continueLogin } = useCases;
  const cookie = sessionCookie(config.publicUrl);
  const binding = browserBinding(config.publicUrl);
  const waiting = waitingCookie(config.publicUrl);
  return [
    ...loginRoutes({
      ...login,
      completeLogin,
      continueLogin,
      binding,
      cookie,
      postPage: autoPostPage,
      waiting,
      waitingPage,
    }),
    ...logoutRoutes({
      connections: login.connections,
      logout: useCases.logout,
      cookie,
      waiting,
      tickets: useCases.tickets,
      postPage: autoPostPage,
    }),
  ];
}

/** The claims of a token as the session would get it now, if it gets any; the token itself goes nowhere. */
const decoded =
  ({ config, useCases }: RouteParts) =>
  (active: ActiveSession): DecodedToken | undefined => {
    try {
      return useCases.mint(active, { grants: chooseGrants(undefined, config.token) }).claims;
    } catch (error) {
      if (isRefusal(error) && error.code === 'TOKEN_ABOVE_CEILING') return undefined;
      throw error;
    }
  };

function pages(parts: RouteParts): readonly Endpoint[] {
  const { config, ports, useCases, doors } = parts;
  return pageRoutes({
    // As they are trusted at this moment: metadata may have moved the IdP's logout.
    get connections() {
      return useCases.registry.all();
    },
    traces: useCases.login.traces,
    decodedToken: decoded(parts),
    longestTokenMs: longestTokenOf(config),
    clock: ports.clock,
    ...doors,
  });
}

/** Every line of every route table. The API describes itself from the same lines. */
export function createRoutes(parts: RouteParts): readonly Endpoint[] {
  const { config, doors } = parts;
  const { registry } = parts.useCases;
  const described = limited([...ways(parts), ...api(parts), ...administration(parts), ...operations(parts)], {
    settings: config.limits,
    create: parts.ports.limiters,
    isConnection: registry.has,
    isOfIdp: (origin, name) => {
      const connection = registry.get(name);
      return connection !== undefined && new URL(connection.idp.ssoUrl).origin === origin;
    },
  });
  return [
    ...pages(parts),
    ...adminPages(parts),
    ...described,
    ...docsRoutes({
      endpoints: described,
      renderDocs,
      publicUrl: config.publicUrl,
      version: VERSION,
      sessionCookie: sessionCookie(config.publicUrl).name,
    }),
    ...pageAssets.endpoints,
    ...(doors.endpoints ?? []),
  ];
}
