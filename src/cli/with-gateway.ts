import { compose } from '../compose/gateway.ts';
import type { Gateway } from '../compose/gateway.ts';
import { configFromEnvironment } from '../config/choose-config.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Log } from '../kernel/log.ts';
import type { CliHost } from './command.ts';
import { requireConfig } from './config-source.ts';
import { escapedJson } from '../kernel/terminal.ts';

const quiet = (): void => undefined;

/** A command tells what went wrong itself; only what somebody must act upon now goes to standard error. */
const logTo = ({ err }: CliHost): Log => ({
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: (fields, message) => {
    const { err: _error, ...shown } = fields;
    err.write(`${message} ${escapedJson(JSON.stringify(shown))}\n`);
  },
});

/** Works with the gateway's own use cases, in this process and without a port, and lets go of everything. */
export async function withGateway<T>(host: CliHost, work: (gateway: Gateway) => Promise<T>): Promise<T> {
  requireConfig(host.env);
  const { config } = await configFromEnvironment(host.env);
  if (config.store.url === 'memory') {
    const problem =
      '`store: memory` lives inside the gateway, where no command can look: ask it over HTTP (/api/admin)';
    throw new Refusal('COMMAND_INVALID', { problem });
  }
  const gateway = compose({ ...config, verifierThreads: 0 }, { log: logTo(host), clock: host.clock });
  try {
    return await work(gateway);
  } finally {
    await gateway.close();
  }
}

/** Who acts, for blocks and the audit. */
export const operatorOf = ({ env }: CliHost): string =>
  `command line, ${env['USER'] ?? env['LOGNAME'] ?? 'unknown user'}`;
