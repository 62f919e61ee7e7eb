import { Refusal } from '../kernel/refusal.ts';
import type { AttributeReader } from './attribute-reader.ts';
import type { AttributeState } from './attributes.ts';
import type { AttributeSources } from './policy.ts';

/** `empty` where anything arrived under one of the names, all of it without a value. */
export function stateOfSources(sources: AttributeSources, attributes: AttributeReader): AttributeState {
  const states = new Set(sources.flat().map((name) => attributes.state(name)));
  if (states.has('present')) return 'present';
  return states.has('empty') ? 'empty' : 'absent';
}

/** @param attribute our name, whose values the IdP sends under the names of `sources` */
export function attributeMissing(
  attribute: string,
  sources: AttributeSources,
  attributes: AttributeReader,
  connection?: string,
): Refusal<'ATTRIBUTE_MISSING'> {
  const state = stateOfSources(sources, attributes) === 'absent' ? 'absent' : 'empty';
  const expected = sources.map((names) => names.join(' + '));
  return new Refusal('ATTRIBUTE_MISSING', {
    attribute,
    expected,
    state,
    received: attributes.names,
    ...(connection !== undefined && { connection }),
  });
}
