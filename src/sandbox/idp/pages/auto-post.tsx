import { AUTOPOST_SCRIPT } from '../../ui/assets.ts';
import { renderPage } from '../../ui/document.tsx';
import type { PostedForm } from '../identity-provider.ts';
import { Frame } from './frame.tsx';

/** The page that carries a response to the service provider. RelayState is there even when empty. */
export const renderAutoPost = (form: PostedForm, appLabel: string): string =>
  renderPage(
    <Frame title="Signing in" script={AUTOPOST_SCRIPT.path}>
      <section class="card centered narrow">
        <span class="spinner" aria-hidden="true" />
        <h1>Signing in to {appLabel}</h1>
        <form id="appForm" method="POST" action={form.acsUrl}>
          <input name="SAMLResponse" type="hidden" value={form.SAMLResponse} />
          <input name="RelayState" type="hidden" value={form.RelayState} />
          <noscript>
            <button class="button button-primary" type="submit">
              Continue
            </button>
          </noscript>
        </form>
      </section>
    </Frame>,
  );
