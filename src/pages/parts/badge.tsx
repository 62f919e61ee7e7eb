import type { ComponentChildren, VNode } from 'preact';
import type { Change } from '../../provisioning/outcome.ts';

export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'accent';

export const Badge = ({ tone, children }: { readonly tone: Tone; readonly children: ComponentChildren }): VNode => (
  <span class={`badge badge-${tone}`}>{children}</span>
);

const CHANGES: Readonly<Record<Change, { readonly tone: Tone; readonly sign: string }>> = {
  created: { tone: 'good', sign: '+' },
  promoted: { tone: 'good', sign: '↑' },
  demoted: { tone: 'warn', sign: '↓' },
  updated: { tone: 'accent', sign: '~' },
  unchanged: { tone: 'neutral', sign: '=' },
};

export const ChangeBadge = ({ change }: { readonly change: Change }): VNode => (
  <span class={`badge badge-${CHANGES[change].tone}`} data-testid="change">
    <span aria-hidden="true">{CHANGES[change].sign} </span>
    {change}
  </span>
);
