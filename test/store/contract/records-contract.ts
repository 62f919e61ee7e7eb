import { eventually } from '../../support/store-eventually.ts';
import { withStore } from '../../support/store-harness.ts';
import type { OpenAStore } from '../../support/store-harness.ts';
import { HOUR } from '../../support/store-builders.ts';

/** What every implementation of Records promises. */
export function recordsContract(name: string, open: OpenAStore): void {
  describe(`Records in ${name}`, () => {
    const opened = withStore(open);
    const records = () => opened().store.records;

    test('a key that was never written holds nothing', async () => {
      await expect(records().get('k')).resolves.toBeUndefined();
      await expect(records().take('k')).resolves.toBeUndefined();
    });

    test.each(['k', '', '__proto__', 'constructor', 'a{b}c', 'with space', 'ünï☎', 'x'.repeat(500)])(
      'what is put under %p is read, as often as wanted',
      async (key) => {
        await records().put(key, `value of ${key}`, HOUR);
        await expect(records().get(key)).resolves.toBe(`value of ${key}`);
        await expect(records().get(key)).resolves.toBe(`value of ${key}`);
        await expect(records().get(`${key}2`)).resolves.toBeUndefined();
      },
    );

    test.each(['', ' ', '{"a":"\\u0000"}', 'ünï☎𝒳', 'x'.repeat(100_000)])(
      'value %# comes back as it was',
      async (value) => {
        await records().put('k', value, HOUR);
        await expect(records().get('k')).resolves.toBe(value);
        await expect(records().take('k')).resolves.toBe(value);
      },
    );

    test('put replaces', async () => {
      await records().put('k', 'first', HOUR);
      await records().put('k', 'second', HOUR);
      await expect(records().get('k')).resolves.toBe('second');
    });

    test('putOnce writes only where nothing lives', async () => {
      await expect(records().putOnce('k', 'first', HOUR)).resolves.toBe(true);
      await expect(records().putOnce('k', 'second', HOUR)).resolves.toBe(false);
      await expect(records().get('k')).resolves.toBe('first');
    });

    test('of many that putOnce at the same moment, one writes', async () => {
      const written = await Promise.all(Array.from({ length: 50 }, (_, i) => records().putOnce('k', `${i}`, HOUR)));
      expect(written.filter(Boolean)).toHaveLength(1);
      await expect(records().get('k')).resolves.toBe(`${written.indexOf(true)}`);
    });

    test('of many that take at the same moment, one gets the value', async () => {
      await records().put('k', 'the value', HOUR);
      const taken = await Promise.all(Array.from({ length: 50 }, () => records().take('k')));
      expect(taken.filter((value) => value !== undefined)).toEqual(['the value']);
      await expect(records().get('k')).resolves.toBeUndefined();
    });

    test('what was taken may be put once again', async () => {
      await records().put('k', 'first', HOUR);
      await records().take('k');
      await expect(records().putOnce('k', 'second', HOUR)).resolves.toBe(true);
    });

    test.each([5, 0.4])('a record of %p ms ends by itself, and gives its key free', async (ttlMs) => {
      await records().put('k', 'short', ttlMs);
      await records().put('l', 'long', HOUR);
      opened().clock.now += 10;
      await eventually(
        () => records().get('k'),
        (value) => value === undefined,
      );
      await expect(records().take('k')).resolves.toBeUndefined();
      await expect(records().putOnce('k', 'next', HOUR)).resolves.toBe(true);
      await expect(records().get('l')).resolves.toBe('long');
    });
  });
}
