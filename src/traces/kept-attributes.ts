import { mayBeAltered } from '../kernel/printable.ts';
import type { Attributes } from '../roles/attributes.ts';
import { LONGEST_LIST } from './redaction.ts';
import type { Trace } from './trace.ts';

/** Why the attributes of a recorded login cannot be told from its trace. */
export type NotKept = 'names-only' | 'in-part';

export type KeptAttributes = { readonly attributes: Attributes } | { readonly notKept: NotKept };

const isLength = (value: string): boolean => /^\(\d+ characters\)$/.test(value);

/** Whether nothing is left of what the attributes held. */
export const areLengthsOnly = (attributes: Attributes): boolean => {
  const values = [...attributes.values()].flat();
  return values.length > 0 && values.every(isLength);
};

/** What arrived, where the trace still says it to the letter. `attributes`: as the trace has them. */
export function keptAttributes(recorded: NonNullable<Trace['attributes']>): KeptAttributes {
  const attributes = new Map(Object.entries(recorded));
  if (areLengthsOnly(attributes)) return { notKept: 'names-only' };
  const lists = [[...attributes.keys()], ...attributes.values()];
  const altered = lists.some((list) => list.length >= LONGEST_LIST || list.some(mayBeAltered));
  return altered ? { notKept: 'in-part' } : { attributes };
}
