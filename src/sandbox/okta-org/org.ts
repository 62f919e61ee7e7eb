import type { Directory } from '../idp/directory.ts';
import type { OfferedApp } from '../idp/offered-app.ts';
import type { OrgSessions } from '../idp/org-sessions.ts';
import { fullName, type Person } from '../idp/person.ts';
import type { SigningKeys } from '../idp/signing-keys.ts';
import type { PersonView } from '../ui/person-view.ts';
import { accessPolicies, defaultPolicy, type AccessPolicy, type Pipeline } from './access-policies.ts';
import type { AppRecord } from './app-record.ts';
import type { OrgFacts } from './app-scope.ts';
import { appKey, createAppStore, type AppStore } from './app-store.ts';
import { seededId } from './ids.ts';
import { offerApp, type OfferParts } from './offer-app.ts';
import { createOrgLog, type LogEntry, type OrgLog } from './org-log.ts';
import { createOrgPeople, type OrgPeople } from './org-people.ts';
import { ownAppRecord, PROFILE_VARIABLES, variableName, type OwnApp } from './own-app.ts';

export interface OktaOrgParts {
  /** Base URL of the org, without a slash at the end. */
  readonly url: string;
  readonly subdomain: string;
  readonly pipeline: Pipeline;
  /** Whether a new app gets the default access policy at once, as Okta does it. */
  readonly policyForNewApps: boolean;
  /** The app that comes with the sandbox. */
  readonly own: Omit<OwnApp, 'accessPolicy'>;
  readonly directory: Directory;
  /** Of new apps. */
  readonly keys: SigningKeys;
  readonly foreignKeys: () => Promise<SigningKeys>;
  readonly sessions: OrgSessions;
  /** ms since epoch. */
  readonly clock: () => number;
  readonly view: (person: Person) => PersonView;
}

/** An org behind the management API. Its people and groups are those of the role editor. */
export interface OktaOrg {
  readonly id: string;
  readonly url: string;
  readonly subdomain: string;
  readonly pipeline: Pipeline;
  readonly policies: readonly AccessPolicy[];
  readonly clock: () => number;
  readonly directory: Directory;
  readonly people: OrgPeople;
  readonly apps: AppStore;
  readonly log: OrgLog;
  /** For checking expressions when nobody signs on. */
  readonly nobody: Person;
  facts(): OrgFacts;
  /** Apps as people can open them, inactive ones too. */
  offered(): readonly OfferedApp[];
  /** `0oa…` of the app that came with the sandbox. */
  readonly ownId: string;
  own(): OfferedApp;
}

const NOBODY: Person = {
  id: 'nobody',
  login: '',
  email: '',
  firstName: '',
  lastName: '',
  title: '',
  roles: null,
  groups: [],
  attributes: new Map(),
};

/** Entries of the log about people who open apps. */
function signOnLog(log: OrgLog, people: OrgPeople): Pick<OfferParts, 'refused' | 'signedOn' | 'loggedOut'> {
  const about = (app: AppRecord, person: Person = NOBODY): Pick<LogEntry, 'actor' | 'target'> => ({
    actor: { id: people.idOf(person), login: person.login, name: fullName(person) },
    target: { id: app.id, label: app.body.label },
  });
  return {
    refused: (app, person, reason) =>
      log.add({
        eventType: 'app.generic.unauth_app_access_attempt',
        result: 'FAILURE',
        reason,
        ...about(app, person),
      }),
    loggedOut: (app, { person, ...event }) => log.add({ ...event, ...about(app, person) }),
    signedOn: (app, person) =>
      log.add({ eventType: 'user.authentication.sso', result: 'SUCCESS', ...about(app, person) }),
  };
}

const factsOf = ({ subdomain, directory }: OktaOrgParts): OrgFacts => ({
  subdomain,
  customAttributes: new Set([
    ...PROFILE_VARIABLES,
    ...directory.people().flatMap(({ attributes }) => [...attributes.keys()].map(variableName)),
  ]),
});

export function createOktaOrg(parts: OktaOrgParts): OktaOrg {
  const { url, subdomain, directory, clock } = parts;
  const people = createOrgPeople(directory);
  const log = createOrgLog(clock);
  const facts = (): OrgFacts => factsOf(parts);
  const policies = accessPolicies(parts.pipeline, subdomain);
  const accessPolicy = defaultPolicy(policies);
  const own = ownAppRecord({ ...parts.own, accessPolicy }, appKey(parts.keys, clock()));
  const apps = createAppStore({
    own,
    directory,
    subdomain,
    facts,
    nobody: NOBODY,
    keys: parts.keys,
    accessPolicy: parts.policyForNewApps ? accessPolicy : undefined,
    clock,
  });
  const offers: OfferParts = {
    sendsAll: ({ id }) => id === own.id,
    ...parts,
    people,
    facts,
    ...signOnLog(log, people),
  };
  return {
    id: seededId('00o', subdomain),
    url,
    subdomain,
    pipeline: parts.pipeline,
    policies,
    clock,
    directory,
    people,
    apps,
    log,
    nobody: NOBODY,
    facts,
    ownId: own.id,
    own: () => offerApp(apps.find(own.id), offers),
    offered: () => apps.list().map((app) => offerApp(app, offers)),
  };
}
