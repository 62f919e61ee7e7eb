import type { Attributes, AttributeState } from './attributes.ts';
import type { RolePolicy } from './policy.ts';
import { trimXmlBlanks } from './visible-text.ts';

/** How every decision sees the attributes: the order in which names and values arrived has no influence. */
export interface AttributeReader {
  /** All names that arrived, sorted. */
  readonly names: readonly string[];
  /**
   * Values of a name, trimmed, without empty ones, without repetition, sorted. Those of a `roles` source are split at the
   * policy's separators as well.
   */
  values(name: string): readonly string[];
  /** `empty` where the name arrived, but no value is left of it. */
  state(name: string): AttributeState;
}

const tidy = (values: readonly string[]): readonly string[] => {
  const trimmed = values.map(trimXmlBlanks).filter((value) => value !== '');
  return [...new Set(trimmed)].toSorted();
};

const splitAt = (values: readonly string[], separators: readonly string[]): readonly string[] =>
  separators.reduce<readonly string[]>((parts, at) => parts.flatMap((part) => part.split(at)), values);

/** Names of all sources of `roles`. Alternatives or joined, every one of them counts: roles are a union. */
export const roleSourceNames = (policy: RolePolicy): readonly string[] => [...new Set(policy.attributes.roles.flat())];

export function createAttributeReader(attributes: Attributes, policy: RolePolicy): AttributeReader {
  const roleSources = new Set(roleSourceNames(policy));
  const separators = policy.roleSeparators.filter((separator) => separator !== '');
  const read = (name: string): readonly string[] => {
    const values = attributes.get(name) ?? [];
    return tidy(roleSources.has(name) ? splitAt(values, separators) : values);
  };
  const known = new Map([...attributes.keys()].map((name) => [name, read(name)]));
  return {
    names: [...known.keys()].toSorted(),
    values: (name) => known.get(name) ?? [],
    state: (name) => stateOf(known.get(name)),
  };
}

function stateOf(values: readonly string[] | undefined): AttributeState {
  if (values === undefined) return 'absent';
  return values.length === 0 ? 'empty' : 'present';
}
