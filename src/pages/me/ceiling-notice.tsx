import type { VNode } from 'preact';
import type { MeView } from './me-view.ts';

/** The person holds more than this session may use, by another connection: why, and what to do. */
export const CeilingNotice = ({ roles, session }: Pick<MeView, 'roles' | 'session'>): VNode | null => {
  if (roles.lowered === undefined) return null;
  const { from, ceiling } = roles.lowered;
  return (
    <section class="notice notice-warn" role="status" data-testid="ceiling">
      <h2>This session is below your role</h2>
      <p>
        You came through {session.connection.label}, which gives at most {ceiling}; another connection made you {from}.
        This session stays at {roles.flexRole} and gets no access token. Log in again here to work as {ceiling}, or
        through the other connection.
      </p>
    </section>
  );
};
