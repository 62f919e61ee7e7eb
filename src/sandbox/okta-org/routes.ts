import { json, Router, text, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { formOf, queryOf } from '../idp/web.ts';
import { appOperations } from './api-apps.ts';
import { assignmentOperations } from './api-assignments.ts';
import { limitOf, listOf, type ApiList, type ApiOperation, type ApiReply } from './api-call.ts';
import { policyOperations } from './api-policies.ts';
import { peopleOperations } from './api-people.ts';
import { newId } from './ids.ts';
import { OktaError } from './okta-error.ts';
import type { OktaOrg } from './org.ts';
import type { RateLimiter } from './rate-limit.ts';
import type { ServiceApps } from './service-apps.jwt.ts';

export interface OrgRoutesParts {
  readonly org: OktaOrg;
  /** Of the `SSWS` scheme. */
  readonly apiToken: string;
  readonly serviceApps: ServiceApps;
  readonly limiter: RateLimiter;
}

const API = '/api/v1';

const errorResource = ({ code, message, causes }: OktaError): object => ({
  errorCode: code,
  errorSummary: message,
  errorLink: code,
  errorId: newId('oae'),
  errorCauses: causes.map((errorSummary) => ({ errorSummary })),
});

const sendError = (res: Response, error: OktaError): void => void res.status(error.status).json(errorResource(error));

const grants = (scopes: readonly string[], scope: string): boolean =>
  scopes.includes(scope) || scopes.includes(scope.replace(/\.read$/, '.manage'));

/** An API token may do everything; an access token what its scopes say. */
function ensureAllowed({ apiToken, serviceApps }: OrgRoutesParts, authorization: string, scope: string): void {
  const [scheme = '', token = ''] = authorization.split(' ');
  if (scheme === 'SSWS' && token === apiToken) return;
  const scopes = scheme === 'Bearer' ? serviceApps.scopesOf(token) : undefined;
  if (scopes === undefined) throw new OktaError(401, 'E0000011', 'Invalid token provided');
  if (!grants(scopes, scope)) {
    throw new OktaError(403, 'E0000006', 'You do not have permission to perform the requested action');
  }
}

/** One page, with links to itself and to the next. */
function sendPage(req: Request, res: Response, { items, limit: usual, cursorOf }: ApiList, url: string): void {
  const query = queryOf(req);
  const limit = limitOf(query, usual);
  const after = query.get('after');
  const start = after === null ? 0 : items.findIndex((item) => cursorOf(item) === after) + 1;
  const page = items.slice(start, start + limit);
  const last = page.at(-1);
  const at = (cursor?: string): string => {
    const link = new URL(req.originalUrl, url);
    if (cursor !== undefined) link.searchParams.set('after', cursor);
    link.searchParams.set('limit', String(limit));
    return link.href;
  };
  const more = last !== undefined && start + page.length < items.length;
  // One header per link.
  res.append('Link', `<${at(after ?? undefined)}>; rel="self"`);
  if (more) res.append('Link', `<${at(cursorOf(last))}>; rel="next"`);
  res.json(page);
}

function sendReply(res: Response, { status, json: body, xml }: ApiReply): void {
  res.status(status);
  if (xml !== undefined) {
    res.setHeader('Content-Type', 'application/xml;charset=ISO-8859-1');
    res.end(Buffer.from(xml, 'utf8'));
  } else if (body === undefined) res.end();
  else res.json(body);
}

const run =
  (parts: OrgRoutesParts, operation: ApiOperation): RequestHandler =>
  async (req, res) => {
    ensureAllowed(parts, req.get('Authorization') ?? '', operation.scope);
    const params = Object.fromEntries(Object.entries(req.params).map(([name, value]) => [name, String(value)]));
    const reply = await operation.run({ params, query: queryOf(req), body: req.body as unknown });
    if ('items' in reply) sendPage(req, res, reply, parts.org.url);
    else sendReply(res, reply);
  };

const limits =
  ({ limiter }: OrgRoutesParts): RequestHandler =>
  (_req, res, next) => {
    const { headers, exceeded } = limiter.take();
    res.set({ ...headers, 'X-Okta-Request-Id': newId('oae') });
    if (exceeded) throw new OktaError(429, 'E0000047', 'API call exceeded rate limit due to too many requests.');
    next();
  };

/** Four parameters: that is how Express knows an error handler. */
function onApiError(error: unknown, _req: Request, res: Response, next: NextFunction): void {
  if (error instanceof OktaError) sendError(res, error);
  else if (error instanceof SyntaxError)
    sendError(res, new OktaError(400, 'E0000003', 'The request body was not well-formed.'));
  else next(error);
}

const APP_OF_FILTER = /target\.id eq "([^"]+)"/;
const TYPE_OF_FILTER = /eventType eq "([^"]+)"/;

/** The filters that setup and verify use; any other is refused. */
function logOperation({ log }: OktaOrg): ApiOperation {
  return {
    method: 'get',
    path: '/logs',
    scope: 'okta.logs.read',
    run: ({ query }) => {
      const filter = query.get('filter') ?? '';
      const [app, type] = [APP_OF_FILTER.exec(filter)?.[1], TYPE_OF_FILTER.exec(filter)?.[1]];
      const rest = filter.replace(APP_OF_FILTER, '').replace(TYPE_OF_FILTER, '').replace(' and ', '').trim();
      if (rest !== '') throw new OktaError(400, 'E0000031', `Invalid search criteria: ${rest}`);
      const events = log
        .since(Date.parse(query.get('since') ?? '') || 0)
        .filter((event) => type === undefined || event['eventType'] === type)
        .filter((event) => app === undefined || JSON.stringify(event['target']).includes(`"${app}"`));
      return listOf(query.get('sortOrder') === 'DESCENDING' ? events.toReversed() : events, 100);
    },
  };
}

const forcedLimit = z.strictObject({
  afterCalls: z.int().min(0).default(0),
  calls: z.int().min(0),
  resetAfterSeconds: z.int().min(0).default(1),
  concurrency: z.boolean().default(false),
});

function managementApi(parts: OrgRoutesParts): Router {
  const { org } = parts;
  const router = Router().use(limits(parts), json({ limit: '1mb', strict: true }));
  const operations = [
    ...appOperations(org),
    ...assignmentOperations(org),
    ...peopleOperations(org),
    ...policyOperations(org),
    logOperation(org),
  ];
  for (const operation of operations) router[operation.method](operation.path, run(parts, operation));
  router.use((req) => {
    ensureAllowed(parts, req.get('Authorization') ?? '', 'none');
    throw new OktaError(404, 'E0000022', 'The endpoint does not support the provided HTTP method');
  });
  return router.use(onApiError);
}

/** The management API of the org, its authorization server, and the switch for its rate limit. */
export function orgRoutes(parts: OrgRoutesParts): Router {
  const { org, serviceApps, limiter } = parts;
  const form = text({ type: 'application/x-www-form-urlencoded', limit: '64kb' });
  return Router()
    .use(API, managementApi(parts))
    .get('/.well-known/okta-organization', (_req, res) => {
      res.json({ id: org.id, pipeline: org.pipeline, _links: { organization: { href: org.url } } });
    })
    .post('/oauth2/v1/token', form, (req, res) => {
      const answer = serviceApps.token(formOf(req));
      res.status(answer.status).json(answer.json);
    })
    .post('/api/sandbox/rate-limit', json(), (req, res) => {
      const body = forcedLimit.safeParse(req.body);
      if (!body.success) return void res.status(400).json({ detail: z.prettifyError(body.error) });
      limiter.force(body.data);
      return void res.status(204).end();
    });
}
