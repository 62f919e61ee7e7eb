import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems give to whoever asks for any, servers and outgoing connections alike. */
const [FIRST, LAST] = [20_000, 30_000];

/** A suite hands out none twice, and begins where hardly another one does. */
let next = randomInt(FIRST, LAST);

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch {
    return false;
  }
  await once(server.close(), 'close');
  return true;
}

/** A port that nobody listens on, where an address must be known before its server starts. It stays free until then. */
export async function freePort(): Promise<number> {
  for (;;) {
    next = next < LAST ? next + 1 : FIRST;
    const port = next;
    if (await isFree(port)) return port;
  }
}
