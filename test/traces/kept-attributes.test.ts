import * as fc from 'fast-check';
import type { Attributes } from '../../src/roles/attributes.ts';
import { keptAttributes } from '../../src/traces/kept-attributes.ts';
import { redactedAttributes } from '../../src/traces/redaction.ts';
import type { KeptValues } from '../../src/traces/redaction.ts';
import type { Trace } from '../../src/traces/trace.ts';

/** As the store gives it back. */
const recorded = (attributes: Attributes, values: KeptValues): NonNullable<Trace['attributes']> =>
  JSON.parse(JSON.stringify(redactedAttributes(attributes, values))) as NonNullable<Trace['attributes']>;

const ODD = ['__proto__', 'constructor', '1', '(3 characters)', '\\u{a0}', '…', 'x'.repeat(80), `${'x'.repeat(79)}😀`];
const text = fc.oneof(
  fc.constantFrom(...ODD, `${'x'.repeat(80)}…`, 'x'.repeat(81), 'a\u00a0b', '\ud800'),
  fc.string({ unit: 'grapheme', maxLength: 90 }),
  fc.string({ unit: 'binary', maxLength: 5 }),
);
const attributes = fc
  .uniqueArray(fc.tuple(text, fc.array(text, { maxLength: 3 })), { selector: ([name]) => name, maxLength: 6 })
  .map((entries): Attributes => new Map(entries));
const byName = (given: Attributes) => [...given].toSorted(([a], [b]) => (a < b ? -1 : 1));

test('what a trace is said to have kept is what arrived, to the letter', () => {
  const kinds = new Set<string>();
  fc.assert(
    fc.property(attributes, (arrived) => {
      const kept = keptAttributes(recorded(arrived, 'shown'));
      kinds.add(Object.keys(kept)[0]!);
      expect('notKept' in kept ? byName(arrived) : byName(kept.attributes)).toEqual(byName(arrived));
    }),
    { numRuns: 1_000 },
  );
  expect([...kinds].toSorted()).toEqual(['attributes', 'notKept']);
});

test('of names only, nothing is said to have been kept but that no value came', () => {
  expect(keptAttributes(recorded(new Map([['roles', ['agent']]]), 'names-only'))).toEqual({ notKept: 'names-only' });
  fc.assert(
    fc.property(attributes, (arrived) => {
      const kept = keptAttributes(recorded(arrived, 'names-only'));
      const values = 'attributes' in kept ? [...kept.attributes.values()].flat() : [];
      expect(values).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
