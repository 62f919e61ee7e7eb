import type { VNode } from 'preact';

const FORMAT = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

/** A moment, ms since epoch. In UTC, as the log says it: a page without scripts does not know the reader's zone. */
export const Moment = ({ at }: { readonly at: number }): VNode => (
  <time datetime={new Date(at).toISOString()}>{`${FORMAT.format(at)} UTC`}</time>
);

const UNITS = [
  { ms: 86_400_000, name: 'd' },
  { ms: 3_600_000, name: 'h' },
  { ms: 60_000, name: 'min' },
  { ms: 1000, name: 's' },
] as const;

/** `1 h 30 min`: the two largest units. */
export function durationText(ms: number): string {
  const largest = UNITS.findIndex((unit) => ms >= unit.ms);
  if (largest === -1) return `${Math.round(ms)} ms`;
  const [first, second] = [UNITS[largest], UNITS[largest + 1]];
  const [high, rest] = [Math.floor(ms / (first?.ms ?? 1)), ms % (first?.ms ?? 1)];
  const low = second === undefined ? 0 : Math.floor(rest / second.ms);
  return `${high} ${first?.name}${low === 0 ? '' : ` ${low} ${second?.name}`}`;
}
