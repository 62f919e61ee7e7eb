import { isRefusal } from '../../src/kernel/refusal.ts';
import type { Refusal } from '../../src/kernel/refusal.ts';

/** The refusal that a function throws. Fails where it throws nothing, or something else. */
export function refusalOf(act: () => unknown): Pick<Refusal, 'code' | 'evidence' | 'detail'> {
  try {
    act();
  } catch (error) {
    if (isRefusal(error)) return { code: error.code, evidence: error.evidence, detail: error.detail };
    throw error;
  }
  throw new Error('nothing was refused');
}
