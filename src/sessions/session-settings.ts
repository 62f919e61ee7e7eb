export interface SessionSettings {
  readonly idleMs: number;
  readonly maxMs: number;
}
