import type { ResponseVerifier } from './response-verifier.ts';
import { createTrustKeyCache } from './trust-keys.ts';
import { verifyResponse } from './verify-response.ts';

/** Verifies in the calling thread: some ms of its time for each response. For workers, tests and the command line. */
export function createInThreadVerifier(): ResponseVerifier {
  const keysOf = createTrustKeyCache();
  return {
    verify: async (posted) => verifyResponse(posted, keysOf(posted.trust)),
    close: () => Promise.resolve(),
  };
}
