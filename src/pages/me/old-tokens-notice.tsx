import type { VNode } from 'preact';
import { Moment } from '../parts/time.tsx';

interface OldTokensProps {
  /** ms since epoch. */
  readonly until: number;
  readonly flexRole: string;
}

/** The window that a demotion leaves open: Twilio takes a token until it ends, whatever becomes of its person. */
export const OldTokensNotice = ({ until, flexRole }: OldTokensProps): VNode => (
  <section class="notice" role="status" data-testid="old-tokens">
    <h2>Tokens from before the demotion to {flexRole}</h2>
    <p>
      They name the higher role and cannot be called back: one may be in use until <Moment at={until} /> at the latest.
      This session and every token minted now are at {flexRole}.
    </p>
  </section>
);
