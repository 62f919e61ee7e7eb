import { get } from './endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import type { MetricsText } from './metrics.ts';

/** Who may read the metrics; `off` leaves the address unknown. */
export type MetricsAccess = 'public' | 'admin' | 'off';

export function metricsRoutes(metrics: MetricsText, access: MetricsAccess): readonly Endpoint[] {
  if (access === 'off') return [];
  return [
    get('/metrics', {
      access,
      platform: true,
      summary: 'Prometheus metrics',
      handle: async () => ({ status: 200, text: await metrics.render() }),
    }),
  ];
}
