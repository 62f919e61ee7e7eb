import { printable } from '../kernel/printable.ts';
import type { AttributeExplanation } from './assignment.ts';
import { parseAttributeName, useOf } from './attribute-names.ts';
import type { NameUse, ValueType } from './attribute-names.ts';
import type { AttributeReader } from './attribute-reader.ts';
import type { AttributeState } from './attributes.ts';
import type { RolePolicy } from './policy.ts';
import { sourceNames } from './sources-explained.ts';

/** An attribute of the assertion that none of our own values is taken from. */
export interface Arrival {
  /** The IdP's name. */
  readonly name: string;
  readonly stored: string;
  readonly type: ValueType | undefined;
  readonly state: Exclude<AttributeState, 'absent'>;
  readonly values: readonly string[];
  readonly use: NameUse;
}

export function arrivalsOf(attributes: AttributeReader, policy: RolePolicy): readonly Arrival[] {
  const spokenFor = sourceNames(policy);
  return attributes.names.filter((name) => !spokenFor.has(name)).map((name) => arrivalOf(name, attributes));
}

function arrivalOf(name: string, attributes: AttributeReader): Arrival {
  const values = attributes.values(name);
  const { stored, type } = parseAttributeName(name);
  return { name, stored, type, state: values.length === 0 ? 'empty' : 'present', values, use: useOf(stored) };
}

/** Whether it may reach the worker at all. */
export const isCopied = ({ name, stored, use }: Arrival, { worker: { pass } }: RolePolicy): boolean =>
  (use.kind === 'plain' || use.kind === 'channel') && (pass === 'all' || pass.has(name) || pass.has(stored));

type Told = Pick<AttributeExplanation, 'outcome' | 'text'>;

export const explain = ({ name, state }: Arrival, { outcome, text }: Told): AttributeExplanation => ({
  attribute: printable(name),
  state,
  outcome,
  text,
});

/** The same for one that concerns a worker attribute. */
export const explainOnWorker = (arrival: Arrival, told: Told): AttributeExplanation => ({
  ...explain(arrival, told),
  target: printable(arrival.stored),
});
