import { Refusal } from '../kernel/refusal.ts';
import type { AttributeReader } from './attribute-reader.ts';
import { roleSourceNames } from './attribute-reader.ts';
import { testsOf } from './condition.ts';
import type { RolePolicy } from './policy.ts';
import { stateOfSources } from './required-attribute.ts';

/** Names that came in place of a list that was too long to send (Entra's groups.link). */
export const overagesOf = (attributes: AttributeReader, policy: RolePolicy): readonly string[] =>
  attributes.names.filter((name) => policy.overage.includes(name));

/** The last segment of a name that may be a URI: `…/claims/groups.link` stands for `groups`. */
const bareName = (name: string): string => (name.split(/[/:#]/).at(-1) ?? name).replace(/\.link$/, '').toLowerCase();

const namesAfter = (overage: string, name: string): boolean => bareName(name) === bareName(overage);

/**
 * Whether the list that did not come could have decided about a role: a source of `roles` or a rule reads an attribute
 * of its name, a rule compares an attribute that is absent (an administrator may have renamed the list), or no source
 * of `roles` arrived at all. Conditions on presence alone do not count for the second: absence is what they ask for.
 */
export function overageMatters(overage: string, attributes: AttributeReader, policy: RolePolicy): boolean {
  const tests = policy.rules.flatMap(({ when }) => testsOf(when));
  const read = [...roleSourceNames(policy), ...tests.map(({ attribute }) => attribute)];
  const compared = tests.filter((test) => !('is' in test));
  return (
    read.some((name) => namesAfter(overage, name)) ||
    compared.some(({ attribute }) => attributes.state(attribute) === 'absent') ||
    stateOfSources(policy.attributes.roles, attributes) === 'absent'
  );
}

/** A list that is too long is never read as an empty one. */
export function refuseOverage(attributes: AttributeReader, policy: RolePolicy): void {
  const attribute = overagesOf(attributes, policy).find((name) => overageMatters(name, attributes, policy));
  if (attribute !== undefined) throw new Refusal('GROUPS_OVERAGE', { attribute });
}
