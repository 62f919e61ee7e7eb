import type { VNode } from 'preact';
import { webAddress } from '../parts/web-address.ts';
import type { MeView } from './me-view.ts';

/** What to try next. */
export const SandboxPanel = ({ sandbox }: { readonly sandbox: NonNullable<MeView['sandbox']> }): VNode => (
  <section class="notice no-print" data-testid="sandbox" aria-labelledby="sandbox-title">
    <h2 id="sandbox-title">Try it: change a role</h2>
    <p>Change this person’s roles at the IdP and log in again to see the promotion or demotion.</p>
    <div class="row">
      <a class="button button-primary" href={webAddress(sandbox.editRolesUrl)}>
        Edit roles at the IdP
      </a>
      <a class="button" href={webAddress(sandbox.loginAgainUrl)}>
        Log in again
      </a>
      <a class="button" href={webAddress(sandbox.homeUrl)}>
        Choose somebody else
      </a>
    </div>
  </section>
);
