import express from 'express';
import type { Express, Request, RequestHandler, Response } from 'express';
import { Refusal, ensure } from '../kernel/refusal.ts';
import type { AppSettings } from './app-settings.ts';
import { readBody } from './body.ts';
import { parseCookies } from './cookies.ts';
import { allowCallFrom, answersPreflight } from './cors.ts';
import type { Drain } from './drain.ts';
import type { Endpoint, Input } from './endpoint.ts';
import { exchangeOf } from './exchange.ts';
import type { Guards } from './guards.ts';
import { problemHandler } from './problem.ts';
import type { ProblemDeps } from './problem.ts';
import { sendReply } from './reply.ts';
import { requestRecord } from './request-record.ts';
import type { RecordDeps } from './request-record.ts';
import { securityHeaders } from './security-headers.ts';
import { rawQueryOf, validate } from './validate.ts';

export interface AppDeps extends RecordDeps, ProblemDeps {
  /** Where two paths match a request, the first one that takes its method answers. */
  readonly endpoints: readonly Endpoint[];
  readonly guards: Guards;
  readonly settings: AppSettings;
  readonly drain: Drain;
}

type Methods = ReadonlyMap<string, Endpoint>;

function byPath(endpoints: readonly Endpoint[]): ReadonlyMap<string, Methods> {
  const paths = new Map<string, Map<string, Endpoint>>();
  for (const endpoint of endpoints) {
    const methods = paths.get(endpoint.path) ?? new Map<string, Endpoint>();
    if (methods.has(endpoint.method)) throw new Error(`Two endpoints answer ${endpoint.method} ${endpoint.path}`);
    paths.set(endpoint.path, methods.set(endpoint.method, endpoint));
  }
  return paths;
}

const allowedBy = (methods: Methods): readonly string[] =>
  ['OPTIONS', ...methods.keys()].flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));

/** Who calls is settled before a byte of the body is read. */
async function inputOf(
  req: Request,
  res: Response,
  endpoint: Endpoint,
  guards: Guards,
): Promise<Input<never, never, never>> {
  const { method, headers } = req;
  const cookies = parseCookies(headers.cookie);
  const caller = await guards[endpoint.access]({ endpoint, method, headers, cookies, address: req.ip ?? '' });
  const body = endpoint.body && (await readBody(req, res, endpoint.body));
  const { requestId } = exchangeOf(res);
  const input = { ...validate(endpoint, req, body), cookies, headers, caller, rawQuery: rawQueryOf(req), requestId };
  // The route table ties each handler to its own schemas, and `validate` has just applied these.
  return input as Input<never, never, never>;
}

const answer =
  (methods: Methods, { guards, settings, drain }: AppDeps): RequestHandler =>
  async (req, res, next) => {
    if (answersPreflight(req, res, methods, settings)) return;
    const exchange = exchangeOf(res);
    const endpoint = methods.get(req.method === 'HEAD' ? 'GET' : req.method);
    if (endpoint === undefined) {
      for (const method of allowedBy(methods)) exchange.allowed.add(method);
      next();
      return;
    }
    exchange.endpoint = endpoint;
    allowCallFrom(req, res, endpoint, settings);
    ensure(!drain.begun || endpoint.platform === true, 'SHUTTING_DOWN', {});
    sendReply(req, res, await endpoint.handle(await inputOf(req, res, endpoint, guards)), settings);
  };

const unmatched: RequestHandler = (req, res) => {
  const allowed = [...exchangeOf(res).allowed];
  if (allowed.length === 0) throw new Refusal('NOT_FOUND', {});
  if (req.method !== 'OPTIONS') throw new Refusal('METHOD_NOT_ALLOWED', { allowed });
  res.status(204).setHeader('allow', allowed.join(', ')).end();
};

/** Mounts the route tables: the one place where Express, and what it does to a request, is seen. */
export function createApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('case sensitive routing');
  const { trustProxy } = deps.settings;
  app.set('trust proxy', typeof trustProxy === 'object' ? [...trustProxy] : trustProxy);
  app.use(requestRecord(deps), securityHeaders(deps.settings));
  for (const [path, methods] of byPath(deps.endpoints)) app.all(path, answer(methods, deps));
  app.use(unmatched, problemHandler(deps));
  return app;
}
