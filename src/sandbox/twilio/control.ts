import { isIPv4 } from 'node:net';
import { json, Router, type Request, type RequestHandler } from 'express';
import { readFault, readSettings } from './control-requests.ts';
import type { TwilioStandIn } from './stand-in.ts';

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

function isLoopback(address = ''): boolean {
  const bare = address.replace(/^::ffff:/, '');
  return bare === '::1' || (isIPv4(bare) && bare.startsWith('127.'));
}

/** A page on another site cannot come here: it would need a host name of its own, or a content type that CORS stops. */
const isOurs = (request: Request): boolean =>
  isLoopback(request.socket.remoteAddress) &&
  LOOPBACK_NAMES.has(request.hostname) &&
  (request.method === 'GET' || request.is('application/json') === 'application/json');

const guard: RequestHandler = (request, response, next) => {
  if (isOurs(request)) next();
  else response.status(403).json({ message: 'The control surface answers JSON requests from this machine only' });
};

const stateOf = (standIn: TwilioStandIn): object => ({
  accountSid: standIn.accountSid,
  workspaceSid: standIn.workspaceSid,
  conversationsServiceSid: standIn.conversationsServiceSid,
  flexInstanceSid: standIn.flexInstanceSid,
  workers: standIn.workers(),
  users: standIn.users(),
  roles: standIn.roles(),
  flexUsers: standIn.flexUsers(),
  requests: standIn.requests(),
  pendingFaults: standIn.faults.pending(),
});

function whenGiven<T>(value: T | undefined, apply: (value: T) => void): void {
  if (value !== undefined) apply(value);
}

function turn(standIn: TwilioStandIn, body: unknown): void {
  const settings = readSettings(body);
  whenGiven(settings.agentServiceRole, (exists) => standIn.setAgentServiceRole(exists));
  whenGiven(settings.latencyMs, (ms) => standIn.setLatency(ms));
  whenGiven(settings.concurrencyLimit, (limit) => standIn.setConcurrencyLimit(limit ?? undefined));
  whenGiven(settings.actionRateLimit, (limit) => standIn.setActionRateLimit(limit ?? undefined));
  whenGiven(settings.listAttributesNull, (isNull) => standIn.setListAttributesNull(isNull));
  whenGiven(settings.etagEnforced, (enforced) => standIn.setEtagEnforced(enforced));
}

/** `/_control`: the same switches for another process. GET state; POST faults, settings, clear, reset. */
export function controlRouter(standIn: () => TwilioStandIn): Router {
  const router = Router();
  const action = (path: string, run: (body: unknown) => void): void => {
    router.post(path, (request, response) => {
      run(request.body);
      response.status(204).end();
    });
  };
  router.use(guard, json());
  router.get('/state', (_request, response) => {
    response.json(stateOf(standIn()));
  });
  action('/faults', (body) => standIn().faults.failNext(readFault(body)));
  action('/faults/reset', () => standIn().faults.reset());
  action('/settings', (body) => turn(standIn(), body));
  action('/clear', () => standIn().clear());
  action('/reset', () => standIn().reset());
  return router;
}
