import { createTraces, listOf } from '../../src/traces/trace-recorder.ts';
import { randomBytes } from 'node:crypto';
import { collectingLog } from '../support/a-gateway.ts';
import { BOTH, withStore } from '../support/store-harness.ts';
import type { OpenStore } from '../support/store-harness.ts';

const HOUR = 3_600_000;

describe.each(BOTH)('lists of traces in %s', (_name, open) => {
  const opened = withStore(open);
  const lists = () => opened().store.traces;

  test('the newest come first, and a list that was never written is empty', async () => {
    for (const id of ['a', 'b', 'c']) await lists().push('okta:refused', id, { cap: 10, ttlMs: HOUR });
    await expect(lists().recent('okta:refused', 2)).resolves.toEqual(['c', 'b']);
    await expect(lists().recent('okta:granted', 2)).resolves.toEqual([]);
  });

  test('a list keeps its newest, and tells what fell off', async () => {
    const bounds = { cap: 2, ttlMs: HOUR };
    const fallen = [];
    for (const id of ['a', 'b', 'c', 'd']) fallen.push(await lists().push('x', id, bounds));
    expect(fallen).toEqual([[], [], ['a'], ['b']]);
    await expect(lists().recent('x', 10)).resolves.toEqual(['d', 'c']);
  });

  test('a smaller cap than before lets several go at once', async () => {
    for (const id of ['a', 'b', 'c']) await lists().push('x', id, { cap: 10, ttlMs: HOUR });
    await expect(lists().push('x', 'd', { cap: 1, ttlMs: HOUR })).resolves.toEqual(['c', 'b', 'a']);
  });

  test.each(['__proto__', 'constructor', 'a{b}c'])('a list may be called %p', async (name) => {
    await lists().push(name, 'a', { cap: 1, ttlMs: HOUR });
    await expect(lists().recent(name, 1)).resolves.toEqual(['a']);
  });

  const tracesOf = ({ store, clock }: OpenStore, cap: number) =>
    createTraces({
      records: store.records,
      clock: () => clock.now,
      randomBytes,
      log: collectingLog(),
      settings: { ttlMs: HOUR, values: 'names-only', cap },
      index: { lists: store.traces, isConnection: (name) => name === 'okta' },
    });

  test('a flood fills nothing: what falls off its list is deleted, and other outcomes stay', async () => {
    const traces = tracesOf(opened(), 3);
    const granted = await traces.begin('okta').finish('granted');
    const refused = [];
    for (let turn = 0; turn < 8; turn += 1) refused.push(await traces.begin('okta').finish('refused'));
    const kept = await Promise.all(refused.map(({ id }) => traces.read(id)));
    expect(kept.map((trace) => trace !== undefined)).toEqual([...Array(5).fill(false), true, true, true]);
    await expect(traces.read(granted.id)).resolves.toMatchObject({ outcome: 'granted' });
  });

  test('names from outside share one list', async () => {
    const traces = tracesOf(opened(), 10);
    const { id } = await traces.begin('../../etc').finish('refused');
    await traces.begin('other').finish('refused');
    await expect(lists().recent(listOf('unknown', 'refused'), 10)).resolves.toHaveLength(2);
    await expect(traces.read(id)).resolves.toMatchObject({ connection: '../../etc' });
  });

  test('a flood of logout messages, which anybody can send, pushes no login out', async () => {
    const traces = tracesOf(opened(), 2);
    const login = await traces.begin('okta').finish('refused');
    const logouts = [];
    for (let nth = 0; nth < 5; nth += 1) logouts.push(await traces.begin('okta', 'logout').finish('refused'));
    await expect(traces.read(login.id)).resolves.toEqual(login);
    await expect(traces.read(logouts[0]?.id ?? '')).resolves.toBeUndefined();
    await expect(lists().recent(listOf('okta', 'refused', 'logout'), 10)).resolves.toHaveLength(2);
  });
});
