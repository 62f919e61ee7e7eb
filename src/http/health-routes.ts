import { z } from 'zod';
import type { Drain } from './drain.ts';
import { get } from './endpoint.ts';
import type { Endpoint, Reply } from './endpoint.ts';
import { createHealth } from './health.ts';
import type { HealthSettings } from './health.ts';

export interface HealthRoutesDeps extends HealthSettings {
  readonly drain: Drain;
}

const alive = z.object({ status: z.literal('alive') });
const readiness = z.object({
  status: z.enum(['ready', 'not_ready', 'shutting_down']),
  checks: z.array(
    z.object({
      name: z.string(),
      status: z.enum(['ok', 'failed']),
      essential: z.boolean(),
      reason: z.string().optional(),
    }),
  ),
});

/**
 * Alive stays 200 during a shutdown: a platform that kills what is not alive would cut the logins under way. Not ready is
 * what takes a replica out of the way.
 */
export function healthRoutes({ drain, ...settings }: HealthRoutesDeps): readonly Endpoint[] {
  const health = createHealth(settings);
  const ready = async (): Promise<Reply> => {
    if (drain.begun) return { status: 503, json: { status: 'shutting_down', checks: [] } };
    const checks = await health();
    const fit = checks.every(({ status, essential }) => status === 'ok' || !essential);
    return { status: fit ? 200 : 503, json: { status: fit ? 'ready' : 'not_ready', checks } };
  };
  return [
    get('/healthz', {
      access: 'public',
      platform: true,
      summary: 'Whether the process is alive',
      reply: alive,
      handle: async () => ({ status: 200, json: { status: 'alive' } }),
    }),
    get('/readyz', {
      access: 'public',
      platform: true,
      summary: 'Whether the store and Twilio can be reached',
      reply: readiness,
      handle: ready,
    }),
  ];
}
