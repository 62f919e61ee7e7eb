import { existsSync } from 'node:fs';
import { Refusal } from '../kernel/refusal.ts';
import type { Config } from './config.ts';
import { loadConfig } from './load-config.ts';
import type { LoadedConfig } from './load-config.ts';
import { nodeSources } from './node-sources.ts';
import { rememberedMetadata } from './remembered-metadata.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_FILE = 'config/flexgate.yaml';

export const environmentOf = (env: Environment): Config['environment'] =>
  env['NODE_ENV']?.toLowerCase() === 'production' ? 'production' : 'development';

function refuse(path: string, reason: string): never {
  throw new Refusal('CONFIG_INVALID', { file: path, problems: [{ path, reason }] });
}

/** PORT overrides the port of the file. */
export function portOf(env: Environment): number | undefined {
  const text = env['PORT'];
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port <= 65_535 ? port : refuse('PORT', `“${text}” is not a port number`);
}

/** The file that the environment names, else the default one where it exists. */
export function configFile(env: Environment): string | undefined {
  const named = env['FLEXGATE_CONFIG'];
  if (named !== undefined && named !== '') return named;
  return existsSync(DEFAULT_FILE) ? DEFAULT_FILE : undefined;
}

/** With no file and no Twilio credentials there is nothing to serve but the sandbox (design 4.2). */
export const wantsSandbox = (env: Environment): boolean =>
  configFile(env) === undefined && (env['TWILIO_ACCOUNT_SID'] ?? '') === '';

function read(file: string): string {
  try {
    return nodeSources.readFile(file);
  } catch {
    return refuse(file, 'the file cannot be read');
  }
}

/** The configuration that the environment names. Refusal CONFIG_INVALID. */
export async function configFromEnvironment(env: Environment): Promise<LoadedConfig> {
  const file = configFile(env) ?? refuse(DEFAULT_FILE, 'there is no such file; name one in FLEXGATE_CONFIG');
  const port = portOf(env);
  const text = read(file);
  const { fetchText, warnings } = rememberedMetadata(nodeSources.fetchText, text, { ...nodeSources, file, env });
  const environment = environmentOf(env);
  const sources = { ...nodeSources, fetchText, file, env, environment, ...(port !== undefined && { port }) };
  const loaded = await loadConfig(text, sources);
  const { store } = loaded.config;
  if (environment === 'production' && store.url === 'memory') {
    refuse('store', 'memory is lost at every restart and not shared: give a Redis URL in production');
  }
  return { ...loaded, warnings: [...loaded.warnings, ...warnings] };
}
