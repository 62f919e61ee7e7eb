import { createMemoryOutbox } from '../../src/outbox/outbox.memory.ts';
import { PATIENT, quickOutbox, sharedStore } from '../support/a-fault-bench.ts';
import { aLog } from '../support/store-builders.ts';
import { outboxContract } from './outbox-contract.ts';

const retries = { firstMs: 5, longestMs: 50, incurableMs: 1_000 };

outboxContract('memory', () => createMemoryOutbox({ clock: Date.now, log: aLog(), retries }));
outboxContract('Redis', () => quickOutbox(sharedStore(), PATIENT));
