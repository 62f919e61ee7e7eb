import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { adminLoginPage } from '../admin/pages/admin-login-page.tsx';
import type { Config } from '../config/config.ts';
import { createApp } from '../http/app.ts';
import { createSecretCheck } from '../http/credentials.ts';
import type { BasicCredentials } from '../http/credentials.ts';
import { createDrain } from '../http/drain.ts';
import type { Drain } from '../http/drain.ts';
import { createGuards } from '../http/guards.ts';
import type { Guards } from '../http/guards.ts';
import { listen } from '../http/server.ts';
import type { Listening } from '../http/server.ts';
import { slotOf } from '../provisioning/subject.ts';
import { problemPage } from '../pages/problem-page.tsx';
import { standingOf } from '../sessions/effective.ts';
import { sessionCookie } from '../sessions/session-cookie.ts';
import { speakableId } from '../traces/speakable-id.ts';
import { adminCookieFor } from './admin.ts';
import { createBackground } from './background.ts';
import { createBudgetPart } from './budget-part.ts';
import { createTrustWatch } from './trust-watch.ts';
import { createPorts } from './ports.ts';
import type { Ports } from './ports.ts';
import { createRoutes } from './routes.ts';
import type { Doors } from './routes.ts';
import { createUseCases } from './use-cases.ts';
import type { UseCases } from './use-cases.ts';

export interface Gateway {
  readonly config: Config;
  readonly ports: Ports;
  readonly useCases: UseCases;
  readonly app: RequestListener;
  /** Opens the port of the configuration, and begins to work on the outbox. */
  listen(host?: string): Promise<Listening>;
  /** For commands over many people: from here on their calls share Twilio with the replicas, and let logins go first. */
  readonly joinBudget: () => Promise<void>;
  /** Lets go of everything; call it when the server has closed. */
  close(): Promise<void>;
}

/** The account SID with its auth token, or the API key with its secret. */
function accountCheck({ twilio, authToken }: Config): (credentials: BasicCredentials) => boolean {
  const isKeySecret = createSecretCheck(twilio.apiKey.secret);
  const isAuthToken = authToken === undefined ? () => false : createSecretCheck(authToken);
  return ({ username, password }) => {
    if (username === twilio.accountSid) return isAuthToken(password);
    return username === twilio.apiKey.sid && isKeySecret(password);
  };
}

function guardsFor(config: Config, ports: Ports, { resume, wrongCredentials }: UseCases): Guards {
  const { clock } = ports;
  const adminCookie = adminCookieFor({ config, ports });
  return createGuards({
    settings: config,
    sessionCookie: sessionCookie(config.publicUrl).name,
    ...(config.adminToken !== undefined && { adminToken: config.adminToken }),
    ...(adminCookie !== undefined && { adminCookie }),
    resume: (credential) => resume(credential, clock()),
    effectiveRole: ({ state, ceiling }) => standingOf(state, ceiling)?.roles.flexRole,
    stateOf: ({ state }) => ports.store.ledger.read(slotOf(state.subject.identity)),
    verifyAccount: accountCheck(config),
    onWrongCredentials: wrongCredentials,
  });
}

function appFor(parts: {
  config: Config;
  ports: Ports;
  useCases: UseCases;
  drain: Drain;
  doors: Doors;
}): RequestListener {
  const { config, ports } = parts;
  const { publicUrl, cors, http } = config;
  return createApp({
    endpoints: createRoutes(parts),
    guards: guardsFor(config, ports, parts.useCases),
    settings: { publicUrl, cors, trustProxy: http.trustProxy },
    drain: parts.drain,
    log: ports.log,
    metrics: ports.metrics,
    clock: ports.clock,
    idSource: () => speakableId(randomBytes),
    problemPage: (problem) => (problem.code === 'ADMIN_REQUIRED' ? adminLoginPage({}) : problemPage(problem)),
  });
}

/** The composition root: the one place that knows every part. */
export function compose(config: Config, overrides: Partial<Ports> = {}, doors: Doors = {}): Gateway {
  const ports = createPorts(config, overrides);
  const useCases = createUseCases(config, ports);
  const drain = createDrain();
  const app = appFor({ config, ports, useCases, drain, doors });
  const { requestTimeoutMs, shutdownMs } = config.http;
  const budget = createBudgetPart(ports);
  const background = createBackground(ports, useCases, budget);
  const trustWatch = createTrustWatch(ports, useCases);
  return {
    config,
    ports,
    useCases,
    app,
    listen: async (host) => {
      const options = { port: config.port, requestTimeoutMs, shutdownMs, drain, ...(host !== undefined && { host }) };
      const listening = await listen(app, options);
      background.start();
      trustWatch.start();
      return listening;
    },
    joinBudget: () => budget.join('repairs'),
    close: async () => {
      await Promise.all([background.stop(), trustWatch.stop()]);
      await Promise.all([useCases.login.serviceProvider.close(), ports.twilio.close(), ports.store.close()]);
    },
  };
}
