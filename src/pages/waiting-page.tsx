import { renderPage } from './layout.tsx';
import { Message, Reference } from './parts/message.tsx';
import { webAddress } from './parts/web-address.ts';

export interface Waiting {
  readonly traceId: string;
  /** The browser asks again after so many seconds. */
  readonly refreshSeconds: number;
  /** What it asks for: a GET that says whether all is ready. Default: /me. */
  readonly continueUrl?: string;
}

/** A first login whose provisioning is still under way. It goes on by itself, without scripts. */
export const waitingPage = ({ traceId, refreshSeconds, continueUrl = '/me' }: Waiting): string => {
  const url = webAddress(continueUrl);
  return renderPage({
    title: 'Setting up your access',
    width: 'narrow',
    refresh: { seconds: Math.max(1, Math.ceil(refreshSeconds)), url },
    children: (
      <Message icon="clock" tone="accent" title="Setting up your access to Flex" testId="waiting" role="status">
        <div class="progress" aria-hidden="true" />
        <p class="lead">
          You are signed in. Twilio is making your worker and your chat user; this happens once. The page goes on by
          itself, there is nothing to do.
        </p>
        <Reference id={traceId} hint="Only if it takes longer than a minute: your administrator finds it under this." />
        <p class="muted small">
          Still here after a while? <a href={url}>Check now</a>.
        </p>
      </Message>
    ),
  });
};
