import type { VNode } from 'preact';

/** Outlines on a 24 by 24 grid. */
const OUTLINES = {
  shield: 'M12 3l7.5 3v5.5c0 4.6-3.1 8-7.5 9.5-4.4-1.5-7.5-4.9-7.5-9.500V6zM9 9.500l6 6M15 9.500l-6 6',
  clock: 'M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.500V12l3 2',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.500L20 20',
  door: 'M14 4h4.500v16H14M10.5 8.500L14 12l-3.5 3.500M13.5 12H4',
  check: 'M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM8.5 12.200l2.5 2.5 4.5-5',
} as const;

export type IconName = keyof typeof OUTLINES;
export type EmblemTone = 'accent' | 'bad' | 'warn' | 'good';

/** An icon in a tinted square, beside a title that says the same in words. */
export const Emblem = ({ icon, tone }: { readonly icon: IconName; readonly tone: EmblemTone }): VNode => (
  <span class={`emblem emblem-${tone}`} aria-hidden="true">
    <svg viewBox="0 0 24 24">
      <path
        d={OUTLINES[icon]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.9"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  </span>
);
