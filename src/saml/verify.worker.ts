import { isRefusal, type Evidence, type RefusalCode } from '../kernel/refusal.ts';
import { createInThreadVerifier } from './response-verifier.in-thread.ts';
import type { PostedResponse } from './response-verifier.ts';
import type { VerifiedAssertion } from './verified-assertion.ts';

/** What crosses from the worker: classes do not survive the way, so a refusal travels as its code and evidence. */
export type WorkerAnswer =
  | { readonly verified: VerifiedAssertion }
  | { readonly code: RefusalCode; readonly evidence: Evidence<RefusalCode> };

const verifier = createInThreadVerifier();

/** The entry of a worker thread. */
export async function verify(posted: PostedResponse): Promise<WorkerAnswer> {
  try {
    return { verified: await verifier.verify(posted) };
  } catch (error) {
    if (isRefusal(error)) return { code: error.code, evidence: error.evidence };
    throw error;
  }
}
