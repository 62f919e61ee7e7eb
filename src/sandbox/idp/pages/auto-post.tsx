import type { VNode } from 'preact';
import { AUTOPOST_SCRIPT } from '../../ui/assets.ts';
import { renderPage } from '../../ui/document.tsx';
import { Frame } from './frame.tsx';

export interface SelfPosting {
  readonly action: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** A form that a script of the page submits, or the visitor where there are no scripts. */
export const SelfPostingForm = ({ action, fields }: SelfPosting): VNode => (
  <form id="appForm" method="POST" action={action}>
    {fields.map(([name, value]) => (
      <input key={name} name={name} type="hidden" value={value} />
    ))}
    <noscript>
      <button class="button button-primary" type="submit">
        Continue
      </button>
    </noscript>
  </form>
);

/** The page that carries a message to the service provider. RelayState is there even when empty. */
export const renderAutoPost = (props: SelfPosting & { readonly title: string; readonly heading: string }): string =>
  renderPage(
    <Frame title={props.title} script={AUTOPOST_SCRIPT.path}>
      <section class="card centered narrow">
        <span class="spinner" aria-hidden="true" />
        <h1>{props.heading}</h1>
        <SelfPostingForm action={props.action} fields={props.fields} />
      </section>
    </Frame>,
  );
