import { Refusal } from '../kernel/refusal.ts';
import { useOf } from './attribute-names.ts';
import type { AttributeReader } from './attribute-reader.ts';
import type { RolePolicy, StatePolicy } from './policy.ts';

export interface WorkerContext {
  readonly attributes: AttributeReader;
  readonly policy: RolePolicy;
}

type Action = StatePolicy['absent'];

export interface Valueless {
  /** As the IdP names it; the stored name where nothing arrived. */
  readonly name: string;
  readonly stored: string;
  readonly state: 'absent' | 'empty';
}

/** What the policy says for a worker attribute without a value. Refusal ATTRIBUTE_MISSING where it says `refuse`. */
export function actionFor(
  { name, stored, state }: Valueless,
  { attributes, policy }: WorkerContext,
  otherwise: Action = policy.worker.statesDefault[state],
): 'keep' | 'clear' {
  const action = policy.worker.states.get(stored)?.[state] ?? otherwise;
  if (action === 'refuse') {
    throw new Refusal('ATTRIBUTE_MISSING', { attribute: stored, expected: [name], state, received: attributes.names });
  }
  // A worker channel has no state without a value: there, nothing can be cleared.
  return useOf(stored).kind === 'channel' ? 'keep' : action;
}
