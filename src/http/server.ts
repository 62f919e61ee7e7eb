import { createServer } from 'node:http';
import type { RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Drain } from './drain.ts';

export interface ListenSettings {
  /** 0: any free port. */
  readonly port: number;
  /** Address to listen at; all by default. */
  readonly host?: string;
  /** The whole request must have arrived within. */
  readonly requestTimeoutMs: number;
  /** Its headers must have arrived within; the same as the request by default. */
  readonly headersTimeoutMs?: number;
  /** How often connections are looked at for these time-outs. */
  readonly checkEveryMs?: number;
  /** How long an idle connection is kept. Above the idle time of the load balancer, or it meets closed connections. */
  readonly keepAliveMs?: number;
  /** How long a shutdown waits for requests under way before it cuts them off. */
  readonly shutdownMs: number;
  /** The same one that the app has. */
  readonly drain: Drain;
}

export interface Listening {
  /** As this machine reaches it; the public URL is a matter of the configuration. */
  readonly url: string;
  /**
   * Stops accepting, lets requests under way finish, cuts off what is left after `shutdownMs`. May be called again: the
   * same shutdown answers.
   */
  readonly close: () => Promise<ShutdownOutcome>;
}

export interface ShutdownOutcome {
  /** Requests that were cut off. */
  readonly cut: number;
}

const KEEP_ALIVE_MS = 65_000;
const CHECK_EVERY_MS = 5_000;
const WILDCARDS = new Set(['::', '0.0.0.0']);

function urlOf({ address, port, family }: AddressInfo): string {
  if (WILDCARDS.has(address)) return `http://localhost:${port}`;
  return family === 'IPv6' ? `http://[${address}]:${port}` : `http://${address}:${port}`;
}

function closeAfterAnswer(res: ServerResponse): void {
  if (!res.headersSent) res.setHeader('connection', 'close');
}

/** Ends the server; answers how many requests had to be cut off. */
async function drained(
  server: Server,
  underWay: ReadonlySet<ServerResponse>,
  silent: ReadonlySet<Socket>,
  shutdownMs: number,
): Promise<number> {
  let cut = 0;
  for (const res of underWay) closeAfterAnswer(res);
  const timer = setTimeout(() => {
    cut = underWay.size;
    server.closeAllConnections();
  }, shutdownMs);
  // Closes idle connections too; those that become idle later are closed when their answer ends.
  await new Promise((resolve) => {
    server.close(resolve);
    for (const socket of silent) if (socket.bytesRead === 0) socket.destroy();
  });
  clearTimeout(timer);
  return cut;
}

function createHttpServer(app: RequestListener, settings: ListenSettings, underWay: Set<ServerResponse>): Server {
  const { requestTimeoutMs, headersTimeoutMs = requestTimeoutMs, keepAliveMs = KEEP_ALIVE_MS, drain } = settings;
  const timeouts = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: headersTimeoutMs,
    keepAliveTimeout: keepAliveMs,
    connectionsCheckingInterval: settings.checkEveryMs ?? CHECK_EVERY_MS,
  };
  const server = createServer(timeouts, (req, res) => {
    underWay.add(res);
    if (drain.begun) closeAfterAnswer(res);
    res.once('close', () => {
      underWay.delete(res);
      if (drain.begun) server.closeIdleConnections();
    });
    app(req, res);
  });
  return server;
}

/** Starts the server. Rejects where the port is taken. */
export async function listen(app: RequestListener, settings: ListenSettings): Promise<Listening> {
  const underWay = new Set<ServerResponse>();
  const server = createHttpServer(app, settings, underWay);
  const silent = new Set<Socket>();
  server.on('connection', (socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  let shutdown: Promise<ShutdownOutcome> | undefined;
  const close = async (): Promise<ShutdownOutcome> => {
    settings.drain.begin();
    shutdown ??= drained(server, underWay, silent, settings.shutdownMs).then((cut) => ({ cut }));
    return shutdown;
  };
  return { url: urlOf(server.address() as AddressInfo), close };
}
