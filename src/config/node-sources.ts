import { readFileSync } from 'node:fs';
import { fetchMetadata } from './fetch-metadata.ts';
import type { IdpSources } from './resolve-idp.ts';

/** Files of this machine and metadata over HTTP. */
export const nodeSources: IdpSources = {
  readFile: (path) => readFileSync(path, 'utf8'),
  fetchText: fetchMetadata,
  now: Date.now,
};
