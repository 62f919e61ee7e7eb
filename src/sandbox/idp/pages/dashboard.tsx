import { renderPage } from '../../ui/document.tsx';
import { PersonCard } from '../../ui/person-card.tsx';
import type { PersonView } from '../../ui/person-view.ts';
import { Frame } from './frame.tsx';

export interface DashboardProps {
  readonly people: readonly PersonView[];
  readonly appLabel: string;
  readonly metadataUrl: string;
  readonly spMetadataUrl: string | undefined;
}

/** Everyone with the app's tile. */
export const renderDashboard = ({ people, appLabel, metadataUrl, spMetadataUrl }: DashboardProps): string =>
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
          </PersonCard>
        ))}
      </ul>
      <p class="row muted small">
        <a href={metadataUrl}>Metadata of this identity provider</a>
        {spMetadataUrl !== undefined && <a href={spMetadataUrl}>Metadata of {appLabel}</a>}
      </p>
    </Frame>,
  );
