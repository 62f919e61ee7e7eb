import { AUTOPOST_SCRIPT, pageAssets } from './assets.ts';
import { renderPage } from './layout.tsx';
import { Message } from './parts/message.tsx';
import { webAddress } from './parts/web-address.ts';

export interface AutoPost {
  /** Address of the IdP. */
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
  /** What happens there. Default: a sign-on. */
  readonly lead?: string;
}

/** A form that posts itself to the IdP (bindings 3.5). Without scripts a button does. */
export const autoPostPage = ({
  action,
  fields,
  lead = 'It asks you to sign in, then sends you back here.',
}: AutoPost): string =>
  renderPage({
    title: 'Going to your identity provider',
    width: 'narrow',
    script: pageAssets.href(AUTOPOST_SCRIPT),
    children: (
      <Message icon="door" tone="accent" title="Going to your identity provider" testId="autopost-page" role="status">
        <p class="lead">{lead}</p>
        <noscript>
          <p>Scripts are off in this browser: press the button to go on.</p>
        </noscript>
        <form id="autopost" method="post" action={webAddress(action)}>
          {Object.entries(fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <button class="button button-primary" type="submit">
            Continue
          </button>
        </form>
      </Message>
    ),
  });
