import { createServer, type Server } from 'node:http';
import express, { type Express, type RequestHandler } from 'express';
import { AUTOPOST_SCRIPT, LOGOUT_SCRIPT, STYLESHEET } from '../ui/assets.ts';
import type { PersonView } from '../ui/person-view.ts';
import { createDirectory, type Directory } from './directory.ts';
import type { Pipeline } from '../okta-org/access-policies.ts';
import { createOktaOrg, type OktaOrg, type OktaOrgParts } from '../okta-org/org.ts';
import { createRateLimiter } from '../okta-org/rate-limit.ts';
import { orgRoutes, type OrgRoutesParts } from '../okta-org/routes.ts';
import { groupRoutes } from '../okta-org/routes-groups.ts';
import { createServiceApps, type ServiceAppDraft } from '../okta-org/service-apps.jwt.ts';
import type { OfferedApp } from './offered-app.ts';
import type { Person, PersonDraft } from './person.ts';
import { createOrgSessions, type OrgSessions } from './org-sessions.ts';
import { personView } from './person-view.ts';
import { peopleRoutes, type PeopleRoutesParts } from './routes-people.ts';
import { logoutRoutes } from './routes-logout.ts';
import { samlRoutes } from './routes-saml.ts';
import { samlApp } from './saml-app.ts';
import { SEED_GROUPS, seedPeople } from './seed.ts';
import { createSingleLogout, type SingleLogout } from './single-logout.ts';
import { generateSigningKeys, keptSigningKeys, type SigningKeys } from './signing-keys.ts';
import { notFound, onError, securityHeaders } from './web.ts';

export interface SandboxIdpOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Address to listen on. Default 127.0.0.1. */
  readonly host?: string;
  /** Base URL for browsers, where it is not http://{host}:{port}. */
  readonly publicUrl?: string;
  readonly spAcsUrl: string;
  /** The audience of the assertions. */
  readonly spEntityId: string;
  /** For a link on the dashboard. */
  readonly spMetadataUrl?: string;
  /** Where the app takes part in single logout, and the certificate of its key, PEM. Default: it does not. */
  readonly spLogout?: { readonly url: string; readonly certificate: string };
  /** `{subdomain}_{label}_{n}`: part of the URLs, and what the entity id is made of. */
  readonly appName?: string;
  /** For people, on tiles and buttons. Default: Flexgate. */
  readonly appLabel?: string;
  /** Instead of the people that come with the sandbox. */
  readonly people?: readonly PersonDraft[];
  /** Default: made at start. */
  readonly keys?: SigningKeys;
  /** Keeps the keys in this file over restarts. */
  readonly keyFile?: string;
  /** ms since epoch. */
  readonly clock?: () => number;
  /** Of the management API. Default: SANDBOX_API_TOKEN. */
  readonly apiToken?: string;
  /** The engine that the org runs on. Default: `idx`, Identity Engine. */
  readonly pipeline?: Pipeline;
  /** `false`: new apps come without an access policy. Okta gives each its default. */
  readonly policyForNewApps?: boolean;
  /** Clients that may ask for access tokens to it. */
  readonly serviceApps?: readonly ServiceAppDraft[];
  /** With `production` it does not start: it lets anyone be anyone. */
  readonly environment?: 'production' | 'development' | 'sandbox';
}

export interface SandboxIdp {
  readonly url: string;
  /** `http://www.okta.com/exk…` */
  readonly entityId: string;
  readonly ssoUrl: string;
  readonly metadataUrl: string;
  /** PEM. */
  readonly certificate: string;
  /** `Authorization: SSWS {apiToken}` opens the management API. */
  readonly apiToken: string;
  people(): readonly PersonView[];
  /** `roles: null` assigns through groups. Throws where nobody has this id. */
  setRoles(id: string, roles: readonly string[] | null, groups?: readonly string[]): void;
  /** Where a click on the app's tile leads. */
  tileUrl(id: string): string;
  close(): Promise<void>;
}

const COMMON_NAME = 'sandbox';
/** Known to everyone: whoever reaches the sandbox may change everything in it anyway. */
export const SANDBOX_API_TOKEN = 'sandbox-api-token';

async function signingKeys({ keys, keyFile }: SandboxIdpOptions, now: number): Promise<SigningKeys> {
  if (keys !== undefined) return keys;
  return keyFile === undefined ? generateSigningKeys(COMMON_NAME, now) : keptSigningKeys(keyFile, COMMON_NAME, now);
}

/** Makes it at the first call only. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

function listen(server: Server, { port = 0, host = '127.0.0.1' }: SandboxIdpOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

/** A wildcard address is no address for a browser. */
function urlOf(server: Server, { host = '127.0.0.1', publicUrl }: SandboxIdpOptions): string {
  if (publicUrl !== undefined) return publicUrl.replace(/\/+$/, '');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** The org's own clock, which may be off: clients compare it with theirs. */
const dated =
  (clock: () => number): RequestHandler =>
  (_req, res, next) => {
    res.setHeader('Date', new Date(clock()).toUTCString());
    next();
  };

interface WebAppParts extends PeopleRoutesParts {
  readonly org: OrgRoutesParts;
  readonly logout: SingleLogout;
}

function webApp(parts: WebAppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', false);
  app.use(securityHeaders, dated(parts.org.org.clock));
  for (const asset of [STYLESHEET, AUTOPOST_SCRIPT, LOGOUT_SCRIPT]) {
    app.get(asset.path, (_req, res) => void res.type(asset.type).send(asset.body));
  }
  app.use(samlRoutes({ apps: parts.apps }));
  app.use(logoutRoutes({ apps: parts.apps, directory: parts.directory, logout: parts.logout }));
  app.use(orgRoutes(parts.org));
  app.use(groupRoutes(parts.org.org));
  app.use(peopleRoutes(parts));
  app.use(notFound);
  app.use(onError);
  return app;
}

interface World {
  readonly url: string;
  readonly options: SandboxIdpOptions;
  readonly keys: SigningKeys;
  readonly directory: Directory;
  readonly view: (person: Person) => PersonView;
  readonly clock: () => number;
}

const orgRoutesOf = (org: OktaOrg, { url, options, clock }: World): OrgRoutesParts => ({
  org,
  apiToken: options.apiToken ?? SANDBOX_API_TOKEN,
  serviceApps: createServiceApps(options.serviceApps ?? [], `${url}/oauth2/v1/token`, clock),
  limiter: createRateLimiter(clock),
});

/** People, groups and apps: the one that comes with the sandbox, and those of the management API. */
function orgOf(world: World, own: OktaOrgParts['own'], sessions: OrgSessions): OktaOrg {
  const { clock, options } = world;
  const { pipeline = 'idx', policyForNewApps = true } = options;
  const foreignKeys = once(() => generateSigningKeys(COMMON_NAME, clock()));
  const subdomain = COMMON_NAME;
  return createOktaOrg({ ...world, subdomain, pipeline, policyForNewApps, own, foreignKeys, sessions });
}

/** Puts the org behind a server that listens already: its URL is part of what the org says. */
function serve(server: Server, options: SandboxIdpOptions, keys: SigningKeys): SandboxIdp {
  const { spAcsUrl, spEntityId, spLogout, appName = 'sandbox_flexgate_1', appLabel = 'Flexgate' } = options;
  const { clock = Date.now } = options;
  const url = urlOf(server, options);
  const app = samlApp({ name: appName, idpUrl: url, acsUrl: spAcsUrl, audience: spEntityId });
  const directory = createDirectory(options.people ?? seedPeople(url), SEED_GROUPS);
  const base = (person: Person): PersonView => personView(person, app, url);
  const world = { url, options, keys, directory, view: base, clock };
  const sessions = createOrgSessions();
  const own = { app, label: appLabel, logout: spLogout && { issuer: spEntityId, ...spLogout } };
  const org = orgOf(world, own, sessions);
  const apps = (): readonly OfferedApp[] => org.offered();
  const view = (person: Person): PersonView => org.own().view(person);
  const people = (): readonly PersonView[] => directory.people().map(view);
  const routes = orgRoutesOf(org, world);
  const logout = createSingleLogout({ apps, sessions, clock });
  const { spMetadataUrl } = options;
  server.on(
    'request',
    webApp({ directory, own: () => org.own(), view, appLabel, apps, org: routes, logout, spMetadataUrl }),
  );
  return {
    url,
    entityId: app.entityId,
    ssoUrl: app.ssoUrl,
    metadataUrl: app.metadataUrl,
    certificate: keys.certificate,
    apiToken: routes.apiToken,
    people,
    setRoles: (id, roles, groups) => {
      if (directory.change(id, { roles, groups }) === undefined)
        throw new Error(`The sandbox has nobody with id ${id}.`);
    },
    tileUrl: (id) => `${url}/home/${app.name}/${encodeURIComponent(id)}`,
    close: () => close(server),
  };
}

/**
 * Starts the identity provider of the sandbox: an org with people, groups and one custom SAML 2.0 app, which answers as
 * Okta does. It is reached over HTTP only. Rejects where the port is taken, an option is not usable or the environment
 * is production.
 */
export async function startSandboxIdp(options: SandboxIdpOptions): Promise<SandboxIdp> {
  if (options.environment === 'production') {
    throw new Error('The sandbox identity provider lets anyone be anyone: it does not start in production.');
  }
  const keys = await signingKeys(options, (options.clock ?? Date.now)());
  const server = createServer();
  await listen(server, options);
  try {
    return serve(server, options, keys);
  } catch (error) {
    await close(server);
    throw error;
  }
}
