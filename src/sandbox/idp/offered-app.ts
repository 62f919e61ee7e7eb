import type { PersonView } from '../ui/person-view.ts';
import type { IdentityProvider } from './identity-provider.ts';
import type { Person } from './person.ts';

/** An app that people of the org can open. */
export interface OfferedApp {
  readonly idp: IdentityProvider;
  /** For people, on tiles and buttons. */
  readonly label: string;
  /** Whoever may open it. */
  readonly people: () => readonly PersonView[];
  /** Why this person may not open it now: Okta shows a page, and the service provider hears nothing. */
  readonly refusalFor: (person: Person) => string | undefined;
  /** The path of its tile for whoever chooses to be somebody first: `/home/{name}/{0oa…}/{aln…}`. */
  readonly embedPath?: string;
}
