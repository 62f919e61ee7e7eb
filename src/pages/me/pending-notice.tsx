import type { VNode } from 'preact';
import type { Pending } from '../../sessions/effective.ts';
import { durationText } from '../parts/time.tsx';
import type { MeView } from './me-view.ts';

interface Wording {
  readonly title: string;
  readonly meanwhile: (flexRole: string) => string;
}

const WORDING: Readonly<Record<Pending, Wording>> = {
  promotion: {
    title: 'A promotion waits for Twilio',
    meanwhile: (flexRole) => `Until Twilio holds the new role, this session and its tokens stay at ${flexRole}.`,
  },
  demotion: {
    title: 'A demotion counts already, but Twilio does not hold it yet',
    meanwhile: (flexRole) => `This session and every new token are at ${flexRole} from now on.`,
  },
  other: {
    title: 'A change waits for Twilio',
    meanwhile: (flexRole) =>
      `The Flex role ${flexRole} stands. Insights roles that are new wait, those taken away no longer count.`,
  },
};

/** Twilio is not up to date: what counts meanwhile, and for how long older tokens say otherwise. */
export const PendingNotice = ({ roles, longestTokenMs }: Pick<MeView, 'roles' | 'longestTokenMs'>): VNode | null => {
  if (roles.pending === undefined) return null;
  const { title, meanwhile } = WORDING[roles.pending];
  return (
    <section class="notice notice-warn" role="status" data-testid="pending">
      <h2>{title}</h2>
      <p>
        {meanwhile(roles.flexRole)} The write is retried until it succeeds; there is nothing to do. Tokens already
        minted live at most {durationText(longestTokenMs)}.
      </p>
    </section>
  );
};
