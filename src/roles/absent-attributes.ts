import { printable, quoted } from '../kernel/printable.ts';
import type { AttributeEffect } from './attribute-effect.ts';
import { parseAttributeName, useOf } from './attribute-names.ts';
import type { RolePolicy } from './policy.ts';
import { actionFor } from './state-action.ts';
import type { WorkerContext } from './state-action.ts';

/**
 * The effects of worker attributes that the policy knows by name and that this login does not fill: those with a state
 * policy, those listed in worker.pass, and those that some rule sets.
 * @param settled stored names that arrivals or matching rules have dealt with
 */
export function effectsOfAbsent(settled: ReadonlySet<string>, context: WorkerContext): readonly AttributeEffect[] {
  const ofRules = namesOfRules(context.policy);
  return [...new Set([...ofRules, ...expectedNames(context.policy)])]
    .filter((stored) => !settled.has(stored) && ['plain', 'channel'].includes(useOf(stored).kind))
    .toSorted()
    .map((stored) => effectOfAbsent(stored, ofRules.has(stored), context));
}

const namesOfRules = ({ rules }: RolePolicy): ReadonlySet<string> =>
  new Set(rules.flatMap(({ set }) => [...set.keys()]));

function expectedNames({ worker: { pass, states } }: RolePolicy): readonly string[] {
  const listed = pass === 'all' ? [] : [...pass].map((name) => parseAttributeName(name).stored);
  return [...listed, ...states.keys()];
}

/** What a rule set at an earlier login goes when no rule sets it any more, unless a state policy of its own keeps it. */
function effectOfAbsent(stored: string, ofRule: boolean, context: WorkerContext): AttributeEffect {
  const action = actionFor({ name: stored, stored, state: 'absent' }, context, ofRule ? 'clear' : undefined);
  const attribute = printable(stored);
  const common = { attribute, state: 'absent', target: attribute } as const;
  const came = ofRule ? `No rule that matches sets ${quoted([stored])}` : `${quoted([stored])} did not arrive`;
  if (action === 'clear') {
    const text = `${came}: the worker attribute is removed.`;
    return { explanation: { ...common, outcome: 'cleared', text }, clear: stored };
  }
  return { explanation: { ...common, outcome: 'kept', text: `${came}: what the worker holds stays.` }, keep: stored };
}
