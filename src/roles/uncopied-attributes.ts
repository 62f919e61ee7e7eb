import { quoted } from '../kernel/printable.ts';
import { Refusal } from '../kernel/refusal.ts';
import { explain, explainOnWorker } from './arrivals.ts';
import type { Arrival } from './arrivals.ts';
import type { AttributeEffect } from './attribute-effect.ts';
import type { NameUse } from './attribute-names.ts';
import { testsOf } from './condition.ts';
import type { RolePolicy } from './policy.ts';

const WHY_NOT: Readonly<Record<NameUse['kind'], string>> = {
  forbidden: 'the name has a meaning of its own in the programs that read the worker',
  reserved: 'the worker attribute of this name is written by others, or decided from other attributes',
  team: 'Flex Teams are assigned by the SSO of Flex itself only',
  channel: 'worker.pass does not list it',
  plain: 'worker.pass does not list it',
};

/** What becomes of an attribute that does not reach the worker. */
export function effectOfUncopied(arrival: Arrival, policy: RolePolicy): AttributeEffect {
  refuseTeams(arrival, policy);
  const { name, use } = arrival;
  const readByRule = policy.rules.some(({ when }) => testsOf(when).some(({ attribute }) => attribute === name));
  const text = `${quoted([name])} is ${readByRule ? 'read by rules and ' : ''}not copied: ${WHY_NOT[use.kind]}.`;
  return { explanation: explain(arrival, { outcome: readByRule ? 'used' : 'ignored', text }) };
}

function refuseTeams({ name, use, state, values }: Arrival, policy: RolePolicy): void {
  if (use.kind !== 'team' || state !== 'present' || policy.worker.teams === 'ignore') return;
  const reason = 'Flex Teams are assigned by the SSO of Flex itself only, and worker.teams says refuse';
  throw new Refusal('ATTRIBUTE_INVALID', { attribute: name, value: values.join(','), reason });
}

/** A rule has the last word on the names that it sets. */
export function effectOfOverruled(arrival: Arrival): AttributeEffect {
  const text = `${quoted([arrival.name])} is not copied: a rule sets ${quoted([arrival.stored])}.`;
  return { explanation: explainOnWorker(arrival, { outcome: 'ignored', text }) };
}
