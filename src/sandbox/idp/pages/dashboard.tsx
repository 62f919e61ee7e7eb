import { renderPage } from '../../ui/document.tsx';
import { PersonCard } from '../../ui/person-card.tsx';
import type { PersonView } from '../../ui/person-view.ts';
import { Frame } from './frame.tsx';

/** An app that was made through the management API, for somebody who is assigned to it. */
export interface Tile {
  /** Id of the person. */
  readonly person: string;
  readonly label: string;
  readonly url: string;
}

export interface DashboardProps {
  readonly people: readonly PersonView[];
  readonly tiles: readonly Tile[];
  readonly appLabel: string;
  readonly metadataUrl: string;
  readonly spMetadataUrl: string | undefined;
}

/** Everyone with the app's tile. */
export const renderDashboard = ({ people, tiles, appLabel, metadataUrl, spMetadataUrl }: DashboardProps): string =>
  renderPage(
    <Frame title="People">
      <div class="intro">
        <h1>People and their apps</h1>
        <p>
          Open {appLabel} as any of them, the way a tile on an identity provider's dashboard does, or change their roles
          first. The next assertion says what you saved.
        </p>
      </div>
      <ul class="grid">
        {people.map((person) => (
          <PersonCard key={person.id} person={person}>
            <a
              class="button button-primary"
              href={person.tileUrl}
              aria-label={`Open ${appLabel} as ${person.fullName}`}
            >
              Open {appLabel}
            </a>
            <a class="button" href={person.editUrl} aria-label={`Edit roles of ${person.fullName}`}>
              Edit roles
            </a>
            {tiles
              .filter(({ person: id }) => id === person.id)
              .map(({ label, url }) => (
                <a key={url} class="button" href={url} aria-label={`Open ${label} as ${person.fullName}`}>
                  {label}
                </a>
              ))}
            <form method="post" action={`/people/${person.id}/sign-out`}>
              <button class="button" type="submit" aria-label={`Sign ${person.fullName} out`}>
                Sign out
              </button>
            </form>
          </PersonCard>
        ))}
      </ul>
      <p class="row muted small">
        <a href={metadataUrl}>Metadata of this identity provider</a>
        {spMetadataUrl !== undefined && <a href={spMetadataUrl}>Metadata of {appLabel}</a>}
      </p>
    </Frame>,
  );
