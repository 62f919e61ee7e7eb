import { LOGOUT_SCRIPT } from '../../ui/assets.ts';
import { renderPage } from '../../ui/document.tsx';
import { SelfPostingForm, type SelfPosting } from './auto-post.tsx';
import { Frame } from './frame.tsx';

export interface SigningOutProps {
  readonly heading: string;
  /** The apps that are told, each in a hidden frame. */
  readonly told: readonly { readonly label: string; readonly url: string }[];
  /** The answer to the app that asked; absent: the sign-out began here. */
  readonly answer?: SelfPosting | undefined;
}

export const renderSigningOut = ({ heading, told, answer }: SigningOutProps): string =>
  renderPage(
    <Frame title="Signed out" script={LOGOUT_SCRIPT.path}>
      <section class="card stack-large narrow">
        <h1>{heading}</h1>
        <p class="muted">
          {told.length === 0 ? 'No other app is told.' : `Told as well: ${told.map(({ label }) => label).join(', ')}.`}
        </p>
        {told.map(({ label, url }) => (
          <iframe key={url} src={url} title={`Sign-out of ${label}`} hidden />
        ))}
        {answer !== undefined && <SelfPostingForm action={answer.action} fields={answer.fields} />}
        <div class="actions">
          <a class="button" href="/">
            Back to the people
          </a>
        </div>
      </section>
    </Frame>,
  );

/** What the app's answer leads to, in its frame. */
export const renderAppSignedOut = (label: string, isDone: boolean): string =>
  renderPage(
    <Frame title="Signed out">
      <section class="card narrow">
        <p>{isDone ? `${label} ended its session.` : `${label} could not end its session.`}</p>
      </section>
    </Frame>,
  );
