import type { Clock } from '../kernel/clock.ts';
import type { TraceIndex } from '../traces/trace-index.ts';

/** Lists are named after connections and outcomes, so there are few of them. */
export function memoryTraceIndex(clock: Clock): TraceIndex {
  const lists = new Map<string, { readonly ids: readonly string[]; readonly ends: number }>();
  const idsOf = (list: string): readonly string[] => {
    const kept = lists.get(list);
    return kept !== undefined && kept.ends > clock() ? kept.ids : [];
  };
  return {
    push: async (list, id, { cap, ttlMs }) => {
      const ids = [id, ...idsOf(list)];
      lists.set(list, { ids: ids.slice(0, cap), ends: clock() + ttlMs });
      return ids.slice(cap);
    },
    recent: async (list, count) => idsOf(list).slice(0, count),
  };
}
