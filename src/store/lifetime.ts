/** A lifetime as Redis takes it: whole milliseconds, at least one. */
export const lifetimeMs = (ms: number): number => Math.max(1, Math.ceil(ms));
