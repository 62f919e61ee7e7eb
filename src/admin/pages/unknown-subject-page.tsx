import { printable } from '../../kernel/printable.ts';
import type { DeprovisionReport } from '../../leavers/deprovision-report.ts';
import { renderAdminPage } from './admin-layout.tsx';
import { DeprovisionResult } from './deprovision-result.tsx';
import { SearchPeople } from './overview-page.tsx';
import { ActsBeforeTheFirstLogin } from './subject-acts.tsx';
import type { StrangerActs } from './subject-acts.tsx';

interface UnknownSubjectView extends StrangerActs {
  /** Of a dry run that was just made. */
  readonly report?: DeprovisionReport;
}

/** GET /admin/subjects/{username} for one who never came: a leaver may have to be kept out all the same. */
export const unknownSubjectPage = ({ username, namespaces, report }: UnknownSubjectView): string =>
  renderAdminPage({
    title: username,
    children: (
      <>
        {report !== undefined && <DeprovisionResult report={report} />}
        <section class="stack" data-testid="unknown">
          <h1>
            <bdi>{printable(username)}</bdi>
          </h1>
          <p class="lead">
            Nobody has ever logged in by this name, and nobody is blocked by it. Is it spelt as the identity provider
            sends it (NameID)?
          </p>
        </section>
        <SearchPeople value={username} />
        <ActsBeforeTheFirstLogin username={username} namespaces={namespaces} />
      </>
    ),
  });
