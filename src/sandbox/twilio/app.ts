import express, { Router, type ErrorRequestHandler, type Express } from 'express';
import { controlRouter } from './control.ts';
import type { TwilioStandIn } from './stand-in.ts';
import { ApiError } from './wire/api-error.ts';
import { serve, type Exchange } from './wire/exchange.ts';
import type { Product } from './wire/operation.ts';

const LARGEST_BODY = '1mb';

const routerOf = (products: readonly Product[], exchange: Exchange): Router => {
  const router = Router({ caseSensitive: true });
  for (const { name, operations } of products) {
    for (const operation of operations) {
      router[operation.method](`/${name}${operation.path}`, (request, response) =>
        serve(request, response, { product: name, operation }, exchange),
      );
    }
  }
  router.use((request, response) => serve(request, response, { product: '', operation: undefined }, exchange));
  return router;
};

const statusOf = (error: unknown): number =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;

/** What Express itself refuses: a body that is too large, a path with a broken escape. Anything else is our defect. */
function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const status = statusOf(error);
  const message = status === 500 ? 'The stand-in failed; this is a defect of it' : 'The request could not be read';
  return new ApiError(status, 20000 + status, message);
}

const refuse: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const { status, body } = toApiError(error);
  response.status(status).json(body);
};

/** `products` is asked at every request, so that a reset can replace the world behind a running server. */
export function createApp(
  current: () => readonly Product[],
  exchange: Exchange,
  standIn: () => TwilioStandIn,
): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use('/_control', controlRouter(standIn));
  app.use(express.text({ type: () => true, limit: LARGEST_BODY }));
  let [products, router] = [current(), routerOf(current(), exchange)];
  app.use((request, response, next) => {
    if (current() !== products) [products, router] = [current(), routerOf(current(), exchange)];
    router(request, response, next);
  });
  app.use(refuse);
  return app;
}
