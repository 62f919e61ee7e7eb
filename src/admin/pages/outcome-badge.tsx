import type { VNode } from 'preact';
import { Badge } from '../../pages/parts/badge.tsx';
import type { Tone } from '../../pages/parts/badge.tsx';
import type { Trace } from '../../traces/trace.ts';

const TONES: Readonly<Record<Trace['outcome'], Tone>> = { granted: 'good', refused: 'bad', failed: 'warn' };

export const OutcomeBadge = ({ outcome }: Pick<Trace, 'outcome'>): VNode => (
  <Badge tone={TONES[outcome]}>{outcome}</Badge>
);
