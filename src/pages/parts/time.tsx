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
  { ms: 1, name: 'ms' },
] as const;

/** `1 h 30 min`: the two largest units, rounded down. */
export function durationText(ms: number): string {
  let rest = Math.round(ms);
  const parts = UNITS.map((unit) => {
    const count = Math.floor(rest / unit.ms);
    rest -= count * unit.ms;
    return { count, text: `${count} ${unit.name}` };
  });
  const largest = parts.findIndex(({ count }) => count > 0);
  const shown = parts.slice(largest, largest + 2).filter(({ count }) => count > 0);
  return largest === -1 ? '0 ms' : shown.map(({ text }) => text).join(' ');
}
