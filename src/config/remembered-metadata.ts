import type { Log } from '../kernel/log.ts';
import { metadataKey } from '../saml/rollover/key-store.ts';
import { connectStore } from '../store/connect.redis.ts';
import { createRedisStore } from '../store/store.redis.ts';
import { loadStoreSettings } from './load-sections.ts';
import type { SectionSources } from './load-sections.ts';
import type { ConfigProblem } from './problem.ts';

const SILENT: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** The copy that a refresh left in the store, which is connected for this alone; undefined where there is none. */
async function copyOf(url: string, text: string, sources: SectionSources): Promise<string | undefined> {
  const { url: storeUrl, timeoutMs, keyPrefix } = loadStoreSettings(text, sources);
  if (storeUrl === 'memory') return undefined;
  const connection = connectStore({ url: storeUrl, timeoutMs, keyPrefix, log: SILENT });
  const store = createRedisStore({ connection, clock: Date.now });
  try {
    return await store.records.get(metadataKey(url)).catch(() => undefined);
  } finally {
    await store.close();
  }
}

export interface RememberedMetadata {
  readonly fetchText: (url: string) => Promise<string>;
  /** What was read from a copy, for the log. */
  readonly warnings: readonly ConfigProblem[];
}

/**
 * An IdP whose metadata cannot be had at this moment must not keep the gateway from starting: then the last good copy in
 * the store does. `text` is the configuration file.
 */
export function rememberedMetadata(
  fetchText: (url: string) => Promise<string>,
  text: string,
  sources: SectionSources,
): RememberedMetadata {
  const warnings: ConfigProblem[] = [];
  return {
    warnings,
    fetchText: async (url) => {
      try {
        return await fetchText(url);
      } catch (error) {
        const copy = await copyOf(url, text, sources);
        if (copy === undefined) throw error;
        const cause = error instanceof Error ? error.message : String(error);
        warnings.push({ path: 'connections', reason: `${cause}: the last good copy in the store is used` });
        return copy;
      }
    },
  };
}
