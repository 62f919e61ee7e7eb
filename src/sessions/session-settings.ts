/**
 * What a demotion does to sessions that were opened before it. `downgrade`: they go on at the lower role. `end`: they end
 * at once. `expire`: they are refused from then on, so that running tokens expire and no new one is minted.
 */
export const DEMOTION_MODES = ['downgrade', 'end', 'expire'] as const;
export type DemotionMode = (typeof DEMOTION_MODES)[number];

export interface SessionSettings {
  readonly idleMs: number;
  readonly maxMs: number;
  readonly onDemotion: DemotionMode;
}
