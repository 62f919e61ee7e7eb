import { printable, quoted } from '../kernel/printable.ts';
import type { AttributeEffect } from './attribute-effect.ts';
import { useOf } from './attribute-names.ts';
import type { AttributeReader } from './attribute-reader.ts';
import type { MatchingRule } from './matching-rules.ts';
import type { Rule, WorkerAttributeValue } from './policy.ts';
import { checkSpecial } from './special-attributes.ts';

interface Setting {
  readonly rule: Rule;
  readonly value: WorkerAttributeValue;
}

/** Names that rules cannot set are left out: lint reports them, and a mistake there keeps nobody out. */
export const isSettable = (name: string): boolean => useOf(name).kind === 'plain';

/** What the matching rules set, by stored name. The later rule has the last word. */
export function settingsOf(rules: readonly MatchingRule[]): ReadonlyMap<string, Setting> {
  const settings = rules.flatMap(({ rule }) =>
    [...rule.set].map(([name, value]) => [name, { rule, value }] as const).filter(([name]) => isSettable(name)),
  );
  return new Map(settings);
}

export const effectsOfSettings = (
  settings: ReadonlyMap<string, Setting>,
  attributes: AttributeReader,
): readonly AttributeEffect[] =>
  [...settings]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { rule, value }]) => {
      checkSpecial(name, value);
      const text = `${quoted([rule.name])} sets the worker attribute ${quoted([name])}.`;
      const attribute = printable(name);
      const state = attributes.state(name);
      const explanation = { attribute, state, outcome: 'set', target: attribute, text } as const;
      return { explanation, write: { name, value } };
    });
