import { createMemoryOutbox } from '../../src/outbox/outbox.memory.ts';
import { aLog } from '../support/store-builders.ts';

test('says once, when it begins, that it is not durable', async () => {
  const log = aLog();
  const outbox = createMemoryOutbox({ clock: Date.now, log });
  outbox.start(() => Promise.resolve());
  expect(log.lines.map(({ level, message }) => [level, message])).toEqual([
    ['info', 'the outbox is kept in memory: what waits for Twilio is lost when this process ends'],
  ]);
  await outbox.close();
});
