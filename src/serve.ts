import { compose } from './compose/gateway.ts';
import type { Gateway } from './compose/gateway.ts';
import { configFromEnvironment, environmentOf, portOf, wantsSandbox } from './config/choose-config.ts';
import type { Environment } from './config/choose-config.ts';
import { isRefusal, Refusal } from './kernel/refusal.ts';

/** What of the process a server needs; handed in, so that tests can hold it. */
export interface Host {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  once(signal: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
  exitCode?: string | number | null | undefined;
}

interface Running {
  readonly url: string;
  readonly banner: string;
  close(): Promise<void>;
}

const DEFAULT_PORT = 3000;
const IDP_PORT = 4020;
const TWILIO_PORT = 4010;

/** Stand-ins beside real credentials would be a trap for whoever sets both (design 4.4). */
function ensureNothingReal(env: Environment): void {
  const reason = 'the sandbox does not start beside real Twilio credentials; unset it, or run `flexgate serve`';
  if ((env['TWILIO_ACCOUNT_SID'] ?? '') === '') return;
  throw new Refusal('CONFIG_INVALID', { file: 'the environment', problems: [{ path: 'TWILIO_ACCOUNT_SID', reason }] });
}

function ensureMayPretend(env: Environment): void {
  ensureNothingReal(env);
  if (environmentOf(env) !== 'production') return;
  const reason = 'there is no such file; name one in FLEXGATE_CONFIG (the sandbox does not start in production)';
  throw new Refusal('CONFIG_INVALID', {
    file: 'the environment',
    problems: [{ path: 'config/flexgate.yaml', reason }],
  });
}

async function runSandbox(env: Environment): Promise<Running> {
  ensureMayPretend(env);
  // Loaded only here: a production process never has the stand-ins in memory.
  const [{ startSandbox }, { sandboxBanner }] = await Promise.all([
    import('./sandbox/start.ts'),
    import('./sandbox/banner.ts'),
  ]);
  const sandbox = await startSandbox({
    port: portOf(env) ?? DEFAULT_PORT,
    idpPort: Number(env['FLEXGATE_SANDBOX_IDP_PORT'] ?? IDP_PORT),
    twilioPort: Number(env['FLEXGATE_SANDBOX_TWILIO_PORT'] ?? TWILIO_PORT),
    host: env['FLEXGATE_SANDBOX_HOST'] ?? '127.0.0.1',
    environment: environmentOf(env) === 'production' ? 'production' : 'sandbox',
  });
  return { url: sandbox.url, banner: sandboxBanner(sandbox), close: () => sandbox.close() };
}

function warnOf(gateway: Gateway, warnings: readonly { readonly path: string; readonly reason: string }[]): void {
  for (const { path, reason } of warnings) gateway.ports.log.warn({ path }, `configuration: ${reason}`);
}

async function runGateway(env: Environment): Promise<Running> {
  const { config, warnings } = await configFromEnvironment(env);
  const gateway = compose(config);
  warnOf(gateway, warnings);
  await gateway.ports.store.ping().catch((error: unknown) => {
    gateway.ports.log.error({ err: error }, 'the store does not answer: logins are refused until it does');
  });
  const server = await gateway.listen().catch(async (error: unknown) => {
    await gateway.close();
    throw error;
  });
  return {
    url: server.url,
    banner: `Flexgate ${config.publicUrl}, listening at ${server.url}`,
    close: async () => {
      const { cut } = await server.close();
      if (cut > 0) gateway.ports.log.warn({ cut }, 'shutdown cut off requests under way');
      await gateway.close();
    },
  };
}

const isPortTaken = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE';

function explain(error: unknown): string {
  if (isPortTaken(error)) return `A port is taken (${String(error)}): set PORT, or \`port\` in the configuration.\n`;
  if (isRefusal(error)) return `${error.code}: ${error.entry.title}\n${error.detailForOperators}\n`;
  return `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
}

export type Served = 'gateway' | 'sandbox';

/** Starts what the environment asks for, and stops it gracefully on a signal. Sets the exit code where it cannot. */
export async function serve(
  env: Environment,
  host: Host,
  what: Served = wantsSandbox(env) ? 'sandbox' : 'gateway',
): Promise<void> {
  const fail = (error: unknown): void => {
    host.stderr.write(explain(error));
    host.exitCode = 1;
  };
  try {
    const running = await (what === 'sandbox' ? runSandbox(env) : runGateway(env));
    host.stdout.write(`${running.banner}\n`);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) host.once(signal, () => void running.close().catch(fail));
  } catch (error) {
    fail(error);
  }
}
