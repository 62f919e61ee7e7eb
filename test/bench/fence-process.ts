import { connectStore } from '../../src/store/connect.redis.ts';
import { redisSubjectLedger } from '../../src/store/subject-ledger.redis.ts';
import { aLog } from '../support/store-builders.ts';
import { claimOf, loginsOf } from './fence-plan.ts';
import type { Posted } from './fence-plan.ts';
import { createRandom, inLanes, range } from './numbers.ts';
import { KEY_PREFIX } from './redis.ts';

/** The subjects of one batch, by their places in the plan. */
export interface Batch {
  readonly from: number;
  readonly until: number;
}

const LANES = 64;

/** One of the two processes of fence.ts: claims its part of each batch in an order of its own. Arguments: URL, number, seed. */
function run(url: string, self: number, seed: number): void {
  const connection = connectStore({ url, keyPrefix: KEY_PREFIX, timeoutMs: 30_000, log: aLog() });
  const ledger = redisSubjectLedger(connection);
  const claimAll = async ({ from, until }: Batch): Promise<Posted[]> => {
    const mine = range(until - from).flatMap((place) =>
      loginsOf(seed, from + place).flatMap((planned, login) =>
        planned.postedTo.includes(self) ? [{ subject: from + place, login, planned }] : [],
      ),
    );
    const posted: Posted[] = [];
    const order = createRandom(seed + from + 7919 * (self + 1)).shuffled(mine);
    await inLanes(order, LANES, async ({ subject, login, planned }) => {
      const { kind } = await ledger.claim(claimOf(subject, planned));
      posted.push({ subject, login, kind });
    });
    return posted;
  };
  process.on('message', (batch: Batch) => void claimAll(batch).then((posted) => process.send?.(posted)));
  process.once('disconnect', () => void connection.close());
}

run(process.argv[2] ?? '', Number(process.argv[3]), Number(process.argv[4]));
