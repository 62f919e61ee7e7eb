import type { PersonView } from '../ui/person-view.ts';
import type { IdentityProvider } from './identity-provider.ts';
import type { Person } from './person.ts';
import type { SentAttribute } from './statements.ts';

/** An app that people of the org can open. */
/** What the system log of the org is told of single logout. */
export interface LogoutEvent {
  readonly eventType: 'user.authentication.slo' | 'app.auth.slo.saml.invalid_issuer';
  readonly result: 'SUCCESS' | 'FAILURE';
  readonly reason?: string;
  /** Absent: nobody known. */
  readonly person?: Person | undefined;
}

export interface OfferedApp {
  readonly idp: IdentityProvider;
  /** For people, on tiles and buttons. */
  readonly label: string;
  /** Whoever may open it. */
  readonly people: () => readonly PersonView[];
  /** Why this person may not open it now: Okta shows a page, and the service provider hears nothing. */
  readonly refusalFor: (person: Person) => string | undefined;
  /** How one of the org's people looks in this app: where their roles come from. */
  readonly view: (person: Person) => PersonView;
  /** What the next assertion says of the person. */
  readonly sentFor: (person: Person) => readonly SentAttribute[];
  readonly logoutLog: (event: LogoutEvent) => void;
  /** The path of its tile for whoever chooses to be somebody first: `/home/{name}/{0oa…}/{aln…}`. */
  readonly embedPath?: string;
}
