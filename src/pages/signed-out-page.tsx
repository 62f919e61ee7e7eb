import { renderPage } from './layout.tsx';
import { Message } from './parts/message.tsx';
import { webAddress } from './parts/web-address.ts';

/** The end of a session. `homeUrl` defaults to the start page. */
export const signedOutPage = ({ homeUrl = '/' }: { readonly homeUrl?: string }): string =>
  renderPage({
    title: 'Logged out',
    width: 'narrow',
    children: (
      <Message icon="check" tone="good" title="You are logged out" testId="signed-out" role="status">
        <p class="lead">
          Your session here has ended. On a shared computer, close the browser too: you may still be signed in at your
          identity provider.
        </p>
        <div class="row">
          <a class="button button-primary" href={webAddress(homeUrl)}>
            Log in again
          </a>
        </div>
      </Message>
    ),
  });
