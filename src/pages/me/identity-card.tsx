import type { VNode } from 'preact';
import { initialsOf } from '../../kernel/initials.ts';
import { printable } from '../../kernel/printable.ts';
import { RoleChips } from '../parts/chips.tsx';
import { PersonName } from '../parts/person-name.tsx';
import { Facts } from '../parts/section.tsx';
import { Moment } from '../parts/time.tsx';
import type { MeView } from './me-view.ts';

const LogOut = ({ connection }: { readonly connection: string }): VNode => (
  <form class="no-print" method="post" action={`/saml/${encodeURIComponent(connection)}/logout`}>
    <button class="button" type="submit">
      Log out
    </button>
  </form>
);

/** Who is logged in, and as what. */
export const IdentityCard = ({ session, roles }: Pick<MeView, 'session' | 'roles'>): VNode => (
  <section class="card person" data-testid="identity" aria-label="Identity">
    <span class="avatar" aria-hidden="true">
      {initialsOf(session.fullName)}
    </span>
    <div class="stack">
      <div>
        <h1>
          <PersonName name={session.fullName} />
        </h1>
        <p class="muted">
          <bdi>{printable(session.email)}</bdi>
        </p>
      </div>
      <RoleChips roles={[roles.flexRole, ...roles.insightsRoles]} label="Effective roles" />
    </div>
    <LogOut connection={session.connection.name} />
    <Facts
      layout="person-facts"
      facts={[
        ['Username', <bdi>{printable(session.username)}</bdi>],
        ['Identity in Twilio', <code class="whole">{printable(session.identity)}</code>],
        ['Service role', roles.serviceRole === undefined ? 'waits for Twilio' : printable(roles.serviceRole.name)],
        ['Connection', <bdi>{printable(session.connection.label)}</bdi>],
        ['Logged in', <Moment at={session.createdAt} />],
        ['Session ends', <Moment at={session.expiresAt} />],
      ]}
    />
  </section>
);
