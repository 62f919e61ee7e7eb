import { createDeferredWork } from '../../src/conversations/deferred-work.ts';
import type { DeferredWorkDeps } from '../../src/conversations/deferred-work.ts';
import { Refusal } from '../../src/kernel/refusal.ts';
import { collectingLog } from '../support/a-gateway.ts';

const LIMITS = { atOnce: 2, waiting: 3, tries: 4 };
const unavailable = () => new Refusal('TWILIO_UNAVAILABLE', { operation: 'participant.update', reason: 'cut' });

function setUp(over: Partial<DeferredWorkDeps> = {}) {
  const log = collectingLog();
  const waits: number[] = [];
  const sleep = async (ms: number): Promise<void> => void waits.push(ms);
  return { log, waits, ...createDeferredWork({ log, sleep, random: () => 1, limits: LIMITS, ...over }) };
}

/** A promise to settle by hand. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

test('work begins at once and goes on after the call', async () => {
  const { defer, close } = setUp();
  const { open, opened } = gate();
  const done: string[] = [];
  expect(defer('one', () => opened.then(() => done.push('one')))).toBe(true);
  expect(done).toEqual([]);
  open();
  await close();
  expect(done).toEqual(['one']);
});

test('no more than so many run at once; the others wait their turn, in order', async () => {
  const { defer } = setUp();
  const started: string[] = [];
  const gates = ['a', 'b', 'c', 'd'].map((name) => ({ name, ...gate() }));
  const finished = Promise.all(
    gates.map(
      ({ name, opened }) =>
        new Promise<void>((resolve) => {
          defer(name, async () => {
            started.push(name);
            await opened;
            resolve();
          });
        }),
    ),
  );
  expect(started).toEqual(['a', 'b']);
  for (const { open } of gates) open();
  await finished;
  expect(started).toEqual(['a', 'b', 'c', 'd']);
});

test('what is too much is refused, and nothing of it is kept', async () => {
  const { defer, close } = setUp();
  const { open, opened } = gate();
  const taken = Array.from({ length: 7 }, () => defer('work', () => opened));
  expect(taken).toEqual([true, true, true, true, true, false, false]);
  open();
  await close();
});

test('a failure is tried again, ever later', async () => {
  const { defer, waits, log } = setUp();
  let tries = 0;
  await new Promise<void>((resolve) => {
    defer('participant MB1', async () => {
      tries += 1;
      if (tries < 4) throw unavailable();
      resolve();
    });
  });
  expect(waits).toEqual([500, 1000, 2000]);
  expect(log.lines.map(({ level, fields }) => [level, fields['code'], fields['tries']])).toEqual([
    ['warn', 'TWILIO_UNAVAILABLE', 1],
    ['warn', 'TWILIO_UNAVAILABLE', 2],
    ['warn', 'TWILIO_UNAVAILABLE', 3],
  ]);
});

test.each([
  { title: 'fails too often', error: unavailable(), tries: 4, code: 'TWILIO_UNAVAILABLE' },
  {
    title: 'needs an operator',
    error: new Refusal('CONVERSATION_ROLE_MISSING', { role: 'agent' }),
    tries: 1,
    code: 'CONVERSATION_ROLE_MISSING',
  },
])('what $title is given up with an error in the log', async ({ error, tries, code }) => {
  const log = collectingLog();
  const given = gate();
  const { defer } = setUp({
    log: { ...log, error: (fields, message) => (log.error(fields, message), given.open()) },
  });
  let calls = 0;
  defer('participant MB1', async () => {
    calls += 1;
    throw error;
  });
  await given.opened;
  expect(calls).toBe(tries);
  expect(log.lines.at(-1)).toMatchObject({ level: 'error', fields: { work: 'participant MB1', tries, code } });
});

test('closing waits for what runs, drops what waits, and takes no more', async () => {
  const { defer, close } = setUp({ limits: { ...LIMITS, atOnce: 1 } });
  const { open, opened } = gate();
  const done: string[] = [];
  defer('runs', () => opened.then(() => done.push('runs')));
  defer('waits', async () => done.push('waits'));
  const closed = close();
  expect(defer('late', async () => done.push('late'))).toBe(false);
  open();
  await closed;
  expect(done).toEqual(['runs']);
});

test('closing ends the wait before a next try', async () => {
  const sleeping = gate();
  const sleep = (_ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')));
      sleeping.open();
    });
  const { defer, close } = setUp({ sleep });
  let tries = 0;
  defer('work', async () => {
    tries += 1;
    throw unavailable();
  });
  await sleeping.opened;
  await close();
  expect(tries).toBe(1);
});
