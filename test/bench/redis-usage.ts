import { setTimeout as pause } from 'node:timers/promises';
import { sumOf } from './numbers.ts';
import type { BenchRedis } from './redis.ts';

/** What was asked of Redis; for each operation, once divided. */
export interface Usage {
  /** Commands, those inside scripts included. */
  readonly commands: number;
  /** Sent and received over the connections. */
  readonly wireBytes: number;
  /** The server's own time for the commands. */
  readonly micros: number;
  /** Kept afterwards: without the table of keys, which grows by doubling. */
  readonly keptBytes: number;
}

export const METRICS = ['commands', 'wireBytes', 'micros', 'keptBytes'] as const satisfies readonly (keyof Usage)[];

/** What looking costs. */
const OUR_OWN = 'cmdstat_info';
const IDLE_MS = 4_000;
/** The audit is written after the answer. */
const SETTLE_MS = 300;

const statistic = (text: string, name: string): number => Number(new RegExp(`\\b${name}=(\\d+)`).exec(text)?.[1] ?? 0);

async function usageNow(redis: BenchRedis): Promise<Usage> {
  const info = await redis.info();
  const commands = [...info]
    .filter(([name]) => name.startsWith('cmdstat_') && name !== OUR_OWN)
    .map(([, text]) => text);
  const field = (name: string): number => Number(info.get(name) ?? Number.NaN);
  return {
    commands: sumOf(commands.map((text) => statistic(text, 'calls'))),
    wireBytes: field('total_net_input_bytes') + field('total_net_output_bytes'),
    micros: sumOf(commands.map((text) => statistic(text, 'usec'))),
    keptBytes: field('used_memory_dataset'),
  };
}

const combined = (a: Usage, b: Usage, combine: (x: number, y: number) => number): Usage => ({
  commands: combine(a.commands, b.commands),
  wireBytes: combine(a.wireBytes, b.wireBytes),
  micros: combine(a.micros, b.micros),
  keptBytes: combine(a.keptBytes, b.keptBytes),
});

interface Span {
  readonly usage: Usage;
  readonly ms: number;
}

async function during(redis: BenchRedis, act: () => Promise<void>): Promise<Span> {
  const before = await usageNow(redis);
  const began = performance.now();
  await act();
  await pause(SETTLE_MS);
  const ms = performance.now() - began;
  return { usage: combined(await usageNow(redis), before, (now, then) => now - then), ms };
}

/** The usage of each of so many operations, less what goes on while nothing is asked: signs of life, an idle queue. */
export type MeasureUsage = (count: number, act: () => Promise<void>) => Promise<Usage>;

export async function usageMeter(redis: BenchRedis): Promise<MeasureUsage> {
  const idle = await during(redis, () => pause(IDLE_MS));
  return async (count, act) => {
    const { usage, ms } = await during(redis, act);
    const net = combined(usage, idle.usage, (all, background) => all - (background * ms) / idle.ms);
    // Memory does not grow while nothing is asked; the noise in it must not be multiplied.
    return combined({ ...net, keptBytes: usage.keptBytes }, net, (total) => total / count);
  };
}
