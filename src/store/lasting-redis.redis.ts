import { Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import { retryDelayMs } from './options.redis.ts';

const quiet = (): void => undefined;

/**
 * A client that only `disconnect` or `quit` ends. ioredis gives up for good where looking for the primary fails, and its
 * own detector makes it fail: what hears of the failover from a sentinel drops the connection, also while another
 * sentinel is being asked for the new primary. Whoever duplicates this client gets one of the same kind.
 */
export class LastingRedis extends Redis {
  /** ioredis forgets that it was told to end as soon as it has ended; an attempt under way then fails only afterwards. */
  private ended = false;

  override connect(...args: Parameters<Redis['connect']>): Promise<void> {
    this.ended = false;
    const attempt = super.connect(...args);
    attempt.catch(() => this.connectAgain());
    return attempt;
  }

  override disconnect(reconnect = false): void {
    if (!reconnect) this.ended = true;
    super.disconnect(reconnect);
  }

  override duplicate: Redis['duplicate'] = ((override?: RedisOptions) => {
    const options: Omit<RedisOptions, 'replyMapping'> = { ...this.options, ...override };
    return new LastingRedis(options);
  }) as Redis['duplicate'];

  private connectAgain(): void {
    if (!this.gaveUp()) return;
    this['retryAttempts'] += 1;
    setTimeout(() => {
      if (this.gaveUp()) this.connect().catch(quiet);
    }, retryDelayMs(this['retryAttempts']));
  }

  /** Private in ioredis, which has no other word for it; the test of a failover shows that it still holds. */
  private gaveUp(): boolean {
    return this.status === 'end' && !this.ended && !this['manuallyClosing'];
  }
}
