import fc from 'fast-check';
import { canonicalJson, sameJson } from '../../src/kernel/canonical-json.ts';

test('keys are sorted at every depth, lists keep their order', () => {
  expect(canonicalJson({ b: [2, 1], a: { d: undefined, c: null } })).toBe('{"a":{"c":null},"b":[2,1]}');
});

test('property: the text parses back to the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test.each([
  { a: { x: 1, y: 2 }, b: { y: 2, x: 1 }, same: true },
  { a: [1, 2], b: [2, 1], same: false },
  { a: undefined, b: {}, same: false },
  { a: { x: undefined }, b: {}, same: true },
])('$a and $b are the same: $same', ({ a, b, same }) => {
  expect(sameJson(a, b)).toBe(same);
});
