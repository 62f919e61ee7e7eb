import type { VNode } from 'preact';
import type { ListedSubject, SubjectListing } from '../../leavers/stale-subjects.ts';
import { Badge } from '../../pages/parts/badge.tsx';
import { RoleChips } from '../../pages/parts/chips.tsx';
import { Moment } from '../../pages/parts/time.tsx';
import { renderAdminPage } from './admin-layout.tsx';
import { PersonLink } from './links.tsx';
import { SearchPeople } from './overview-page.tsx';

export interface SubjectsView {
  readonly listing: SubjectListing;
  readonly staleDays?: number;
  /** A username that nobody has. */
  readonly notFound?: string;
}

const PERIODS = [undefined, 30, 90, 180, 365] as const;
const hrefFor = (staleDays: number | undefined, cursor?: string): string => {
  const query = new URLSearchParams({
    ...(staleDays !== undefined && { stale_days: String(staleDays) }),
    ...(cursor !== undefined && { cursor }),
  }).toString();
  return query === '' ? '/admin/subjects' : `/admin/subjects?${query}`;
};

const Periods = ({ staleDays }: Pick<SubjectsView, 'staleDays'>): VNode => (
  <nav class="tabs" aria-label="Last login">
    {PERIODS.map((days) => (
      <a key={days} href={hrefFor(days)} {...(days === staleDays && { 'aria-current': 'page' as const })}>
        {days === undefined ? 'Everybody' : `Not for ${days} days`}
      </a>
    ))}
  </nav>
);

const State = ({ subject: { blocked, provisioned } }: { readonly subject: ListedSubject }): VNode => {
  if (blocked) return <Badge tone="bad">blocked</Badge>;
  return provisioned ? <Badge tone="good">in Flex</Badge> : <Badge tone="warn">not in Flex</Badge>;
};

const People = ({ subjects }: Pick<SubjectListing, 'subjects'>): VNode => (
  <div class="table-frame">
    <table class="stacked dense" data-testid="people">
      <thead>
        <tr>
          <th scope="col">Person</th>
          <th scope="col">Roles</th>
          <th scope="col" class="col-outcome">
            State
          </th>
          <th scope="col">Last login</th>
        </tr>
      </thead>
      <tbody>
        {subjects.map((subject) => (
          <tr key={`${subject.namespace} ${subject.username}`}>
            <th scope="row">
              <PersonLink username={subject.username} />
            </th>
            <td>
              <RoleChips roles={subject.roles} label="Roles" />
            </td>
            <td>
              <State subject={subject} />
            </td>
            <td class="when">
              <Moment at={subject.lastLogin} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

/** GET /admin/subjects. */
export const subjectsPage = ({ listing, staleDays, notFound }: SubjectsView): string =>
  renderAdminPage({
    title: 'People',
    children: (
      <>
        <div class="stack">
          <h1>People</h1>
          <p class="lead">Everybody who logged in through the gateway, the longest away first.</p>
        </div>
        <SearchPeople value={notFound ?? ''} />
        {notFound !== undefined && (
          <section class="notice notice-warn" role="status" data-testid="not-found">
            <h2>Nobody of this username has logged in</h2>
            <p>
              A username is the NameID that the identity provider sends. Somebody can be blocked before the first login:{' '}
              <PersonLink username={notFound} />.
            </p>
          </section>
        )}
        <Periods {...(staleDays !== undefined && { staleDays })} />
        {listing.subjects.length === 0 ? <p class="card muted">Nobody.</p> : <People subjects={listing.subjects} />}
        {listing.next !== undefined && (
          <div class="row">
            <a class="button" href={hrefFor(staleDays, listing.next)}>
              Next page
            </a>
          </div>
        )}
      </>
    ),
  });
