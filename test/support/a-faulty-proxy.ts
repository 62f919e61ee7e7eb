import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** `refused`: answered with 500. `dropped`: never arrives. `lost`: carried out, but no answer comes back. */
export type Fault = 'refused' | 'dropped' | 'lost';

export interface FaultyProxy {
  readonly url: string;
  /** Writes since the last `fail`. */
  writes(): number;
  /** The write of this number, from 1 on, meets the fault; 0: none does. */
  fail(write: number, fault?: Fault): void;
  close(): Promise<void>;
}

const CUT: ReadonlySet<Fault | undefined> = new Set<Fault | undefined>(['dropped', 'lost']);

/** Before a server on this port of 127.0.0.1. */
export async function aFaultyProxy(port: number): Promise<FaultyProxy> {
  let [wanted, writes]: [{ write: number; fault: Fault }, number] = [{ write: 0, fault: 'refused' }, 0];
  const passOn = async (req: IncomingMessage, res: ServerResponse, fault: Fault | undefined): Promise<void> => {
    const body = await buffer(req);
    if (fault === 'refused') return void res.writeHead(500).end('{"errorCode":"E0000009"}');
    if (fault === 'dropped') return void res.destroy();
    const { method, headers, url: path } = req;
    const onward = request({ port, host: '127.0.0.1', method, headers, path }, (answer) => {
      if (CUT.has(fault)) return void answer.resume().on('end', () => res.destroy());
      res.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      return void answer.pipe(res);
    });
    onward.on('error', () => res.destroy());
    return void onward.end(body);
  };
  const server = createServer((req, res) => {
    if (req.method !== 'GET') writes += 1;
    const isWanted = req.method !== 'GET' && writes === wanted.write;
    void passOn(req, res, isWanted ? wanted.fault : undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    writes: () => writes,
    fail: (write, fault = 'refused') => {
      wanted = { write, fault };
      writes = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
