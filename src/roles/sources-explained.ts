import { printable, quoted } from '../kernel/printable.ts';
import type { AttributeExplanation } from './assignment.ts';
import type { AttributeReader } from './attribute-reader.ts';
import { overageMatters, overagesOf } from './overage.ts';
import { chosenSource } from './person.ts';
import type { AttributeSources, RolePolicy } from './policy.ts';

/** What became of the attributes that the policy names for our own three values, and of an overage. Never refuses. */
export const explainSources = (attributes: AttributeReader, policy: RolePolicy): readonly AttributeExplanation[] => [
  ...explainSource('email', policy.attributes.email, attributes),
  ...explainSource('full_name', policy.attributes.fullName, attributes),
  ...explainRoleSources(policy.attributes.roles, attributes),
  ...overagesOf(attributes, policy).map((name) => explainOverage(name, attributes, policy)),
];

/** Names that are spoken for: they are not copied to the worker as well. */
export const sourceNames = ({ attributes, overage }: RolePolicy): ReadonlySet<string> =>
  new Set([...attributes.email.flat(), ...attributes.fullName.flat(), ...attributes.roles.flat(), ...overage]);

const arrivedOf = (sources: AttributeSources, attributes: AttributeReader): readonly string[] =>
  [...new Set(sources.flat())].filter((name) => attributes.state(name) !== 'absent').toSorted();

function absent(target: string, sources: AttributeSources): AttributeExplanation {
  const attribute = sources.map((names) => names.map(printable).join(' + ')).join(', ');
  const text = `Nothing came for ${target}: ${quoted(sources.flat())} did not arrive.`;
  return { attribute, state: 'absent', outcome: 'ignored', target, text };
}

function explainSource(
  target: string,
  sources: AttributeSources,
  attributes: AttributeReader,
): readonly AttributeExplanation[] {
  const chosen = chosenSource(attributes, sources) ?? [];
  const arrived = arrivedOf(sources, attributes);
  if (arrived.length === 0) return [absent(target, sources)];
  return arrived.map((name) => {
    const state = attributes.state(name);
    const attribute = printable(name);
    if (state === 'empty') return empty(name, target);
    if (chosen.includes(name)) {
      return { attribute, state, outcome: 'used', target, text: `${quoted([name])} fills ${target}.` };
    }
    const text = `${quoted([name])} is not used: ${target} comes from ${quoted(chosen)}.`;
    return { attribute, state, outcome: 'ignored', target, text };
  });
}

const empty = (name: string, target: string): AttributeExplanation => ({
  attribute: printable(name),
  state: 'empty',
  outcome: 'ignored',
  target,
  text: `${quoted([name])} came without a value for ${target}.`,
});

function explainRoleSources(sources: AttributeSources, attributes: AttributeReader): readonly AttributeExplanation[] {
  const arrived = arrivedOf(sources, attributes);
  if (arrived.length === 0) return [absent('roles', sources)];
  return arrived.map((name) => {
    const state = attributes.state(name);
    if (state === 'empty') return empty(name, 'roles');
    const text = `${quoted([name])} is read for roles.`;
    return { attribute: printable(name), state, outcome: 'used', target: 'roles', text };
  });
}

function explainOverage(name: string, attributes: AttributeReader, policy: RolePolicy): AttributeExplanation {
  const matters = overageMatters(name, attributes, policy);
  const consequence = matters ? 'a role may depend on them' : 'no role depends on them';
  return {
    attribute: printable(name),
    state: attributes.state(name),
    outcome: matters ? 'used' : 'ignored',
    text: `${quoted([name])} came in place of groups that were too many to list: ${consequence}.`,
  };
}
