import { join } from 'node:path';
import { Piscina } from 'piscina';
import { ensure, Refusal } from '../kernel/refusal.ts';
import type { PostedResponse, ResponseVerifier } from './response-verifier.ts';
import type { WorkerAnswer } from './verify.worker.ts';

export interface PoolSize {
  readonly threads: number;
  /** Responses that may wait while all threads are busy; one more is refused with SAML_VERIFIER_BUSY. */
  readonly maxQueue: number;
}

/** Worker threads load compiled code alone. Run from its source, the pool uses the build beside it. */
const WORKER = __filename.endsWith('.ts')
  ? join(__dirname, '../../dist/saml/verify.worker.js')
  : join(__dirname, 'verify.worker.js');

/** Verifies in worker threads, so that a burst of logins does not hold up the requests of everybody else. */
export function createPooledVerifier({ threads, maxQueue }: PoolSize): ResponseVerifier {
  const pool = new Piscina<PostedResponse, WorkerAnswer>({
    filename: WORKER,
    name: 'verify',
    minThreads: threads,
    maxThreads: threads,
    // Without it the pool puts what finds no free thread behind all others, again and again: first come, last served.
    stricterFIFO: true,
  });
  let underway = 0;
  return {
    verify: async (posted) => {
      ensure(underway < threads + maxQueue, 'SAML_VERIFIER_BUSY', {});
      underway += 1;
      const answer = await pool.run(posted).finally(() => {
        underway -= 1;
      });
      if ('code' in answer) throw new Refusal(answer.code, answer.evidence);
      return answer.verified;
    },
    close: () => pool.close(),
  };
}
