import { renderPage } from '../../ui/document.tsx';
import { Frame } from './frame.tsx';

export interface ProblemProps {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

export const renderProblem = ({ status, title, detail }: ProblemProps): string =>
  renderPage(
    <Frame title={title}>
      <section class="card stack-large narrow" role="alert">
        <div class="stack">
          <p class="muted small">Error {status}</p>
          <h1>{title}</h1>
        </div>
        <p class="notice notice-danger">{detail}</p>
        <div class="actions">
          <a class="button" href="/">
            Back to the people
          </a>
        </div>
      </section>
    </Frame>,
  );
