import { isRefusal } from '../../src/kernel/refusal.ts';

/** What somebody was refused with, as an operator sees it; fails the test where nobody was. */
export interface SeenRefusal {
  readonly code: string;
  readonly evidence: unknown;
  readonly detail: string;
}

function seen(error: unknown): SeenRefusal {
  if (!isRefusal(error)) throw error;
  return { code: error.code, evidence: error.evidence, detail: error.detail };
}

export function refusalOf(act: () => unknown): SeenRefusal {
  let granted: unknown;
  try {
    granted = act();
  } catch (error) {
    return seen(error);
  }
  throw new Error(`expected a refusal, got ${JSON.stringify(granted)}`);
}

export async function refusalFrom(work: Promise<unknown>): Promise<SeenRefusal> {
  const granted = await work.then(
    (value) => ({ value }),
    (error: unknown) => ({ refusal: seen(error) }),
  );
  if ('refusal' in granted) return granted.refusal;
  throw new Error(`expected a refusal, got ${JSON.stringify(granted.value)}`);
}
