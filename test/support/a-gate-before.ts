import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** Before a server: lines that are there go on, and new ones are let through when the gate is open. */
export interface GateBefore {
  readonly port: number;
  shut(): void;
  open(): void;
  /** Lines that were let through and that neither side has ended. */
  lines(): number;
  /** Lines before the shut gate. */
  waiting(): number;
  close(): Promise<void>;
}

export async function aGateBefore(target: number): Promise<GateBefore> {
  const [all, through] = [new Set<Socket>(), new Set<Socket>()];
  let waiting: (() => void)[] = [];
  let isShut = false;
  const letThrough = (line: Socket): void => {
    const onward = connect(target, '127.0.0.1');
    through.add(line);
    for (const [end, other] of [
      [line, onward],
      [onward, line],
    ] as const)
      end.on('error', () => other.destroy()).on('close', () => other.destroy());
    line.on('close', () => through.delete(line));
    line.pipe(onward).pipe(line);
  };
  const server = createServer((line) => {
    all.add(line.on('error', () => line.destroy()));
    line.on('close', () => all.delete(line));
    if (isShut) waiting.push(() => letThrough(line));
    else letThrough(line);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    shut: () => void (isShut = true),
    open: () => {
      isShut = false;
      const held = waiting;
      waiting = [];
      for (const go of held) go();
    },
    lines: () => through.size,
    waiting: () => waiting.length,
    close: async () => {
      for (const line of all) line.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
