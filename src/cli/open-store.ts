import { loadStoreSettings } from '../config/load-sections.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Log } from '../kernel/log.ts';
import { connectStore } from '../store/connect.redis.ts';
import { createRedisStore } from '../store/store.redis.ts';
import type { Store } from '../store/store.ts';
import type { CliHost } from './command.ts';
import { requireConfig } from './config-source.ts';

/** A command tells what went wrong itself. */
const SILENT: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Works with the store of the configuration, and lets go of it. Refusal STORE_UNAVAILABLE where it does not answer. */
export async function withStore<T>({ env, clock }: CliHost, work: (store: Store) => Promise<T>): Promise<T> {
  const { text, sources } = requireConfig(env);
  const { url, timeoutMs, keyPrefix } = loadStoreSettings(text, sources);
  if (url === 'memory') {
    const problem =
      '`store: memory` lives inside the gateway, where no command can look: ask it over HTTP (/api/admin)';
    throw new Refusal('COMMAND_INVALID', { problem });
  }
  const store = createRedisStore({ connection: connectStore({ url, timeoutMs, keyPrefix, log: SILENT }), clock });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
