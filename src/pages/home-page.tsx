import type { VNode } from 'preact';
import { printable } from '../kernel/printable.ts';
import { Badge } from './parts/badge.tsx';
import { renderPage } from './layout.tsx';

export interface HomeConnection {
  readonly name: string;
  readonly label: string;
  readonly enabled: boolean;
  readonly idpInitiated: boolean;
}

export interface HomeView {
  readonly connections: readonly HomeConnection[];
  readonly signedIn?: { readonly username: string };
  /** The browser has a session cookie, and the store does not say what it is worth. */
  readonly sessionUnread?: boolean;
}

const waysIn = ({ enabled, idpInitiated }: HomeConnection): string => {
  if (!enabled) return 'Switched off in the configuration of this gateway.';
  return idpInitiated ? 'Start here, or from the tile at your identity provider.' : 'Start here.';
};

const ConnectionCard = ({ connection }: { readonly connection: HomeConnection }): VNode => {
  const { name, label, enabled } = connection;
  return (
    <li class={`card connection${enabled ? '' : ' connection-off'}`} data-testid={`connection-${name}`}>
      <div class="connection-text">
        <h2>
          <bdi>{printable(label)}</bdi>
        </h2>
        <p class="muted small">{waysIn(connection)}</p>
      </div>
      {enabled ? (
        <a
          class="button button-primary"
          href={`/saml/${encodeURIComponent(name)}/login`}
          aria-label={`Log in with ${printable(label)}`}
        >
          Log in
        </a>
      ) : (
        <Badge tone="neutral">off</Badge>
      )}
    </li>
  );
};

const SignedIn = ({ username }: { readonly username: string }): VNode => (
  <section class="notice" data-testid="signed-in" aria-label="Your session">
    <div class="spread">
      <p>
        You are logged in as{' '}
        <strong>
          <bdi>{printable(username)}</bdi>
        </strong>
        .
      </p>
      <a class="button" href="/me">
        See your access
      </a>
    </div>
  </section>
);

const SessionUnread = (): VNode => (
  <p class="notice notice-warn" role="status" data-testid="session-unread">
    Sessions cannot be read at this moment, so this page cannot tell whether you are logged in, and a login may be
    refused. Nothing is lost: load this page again in a minute.
  </p>
);

const NoConnections = (): VNode => (
  <section class="card stack" data-testid="no-connections">
    <h2>No identity provider is connected yet</h2>
    <p class="muted">
      Add one under <code>connections</code> in the configuration of this gateway, then start it again.
    </p>
  </section>
);

/** GET /: the connections one can log in with. */
export const homePage = ({ connections, signedIn, sessionUnread = false }: HomeView): string =>
  renderPage({
    title: 'Log in',
    width: 'narrow',
    ...(signedIn !== undefined && { links: [{ label: 'Your access', href: '/me' }] }),
    children: (
      <>
        <div class="stack">
          <h1>Log in to Twilio Flex</h1>
          <p class="lead">
            Your identity provider says who you are and which roles you have; Flexgate gives you exactly those in Flex.
          </p>
        </div>
        {signedIn !== undefined && <SignedIn username={signedIn.username} />}
        {sessionUnread && <SessionUnread />}
        {connections.length === 0 ? (
          <NoConnections />
        ) : (
          <ul class="card-list" aria-label="Identity providers">
            {connections.map((connection) => (
              <ConnectionCard key={connection.name} connection={connection} />
            ))}
          </ul>
        )}
      </>
    ),
  });
