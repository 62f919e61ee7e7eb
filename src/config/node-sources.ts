import { readFileSync } from 'node:fs';
import type { IdpSources } from './resolve-idp.ts';

const METADATA_TIMEOUT_MS = 10_000;
const LARGEST_METADATA = 4_000_000;

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url, {
    headers: { accept: 'application/samlmetadata+xml, application/xml, text/xml' },
    signal: AbortSignal.timeout(METADATA_TIMEOUT_MS),
    redirect: 'follow',
  }).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Error(`${url} does not answer (${cause})`);
  });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  const text = await response.text();
  if (text.length > LARGEST_METADATA) throw new Error(`${url} answers more than ${LARGEST_METADATA} characters`);
  return text;
}

/** Files of this machine and metadata over HTTP. */
export const nodeSources: IdpSources = { readFile: (path) => readFileSync(path, 'utf8'), fetchText };
