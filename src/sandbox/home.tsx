import type { VNode } from 'preact';
import { Document, renderPage } from './ui/document.tsx';
import { PersonCard } from './ui/person-card.tsx';
import type { PersonView } from './ui/person-view.ts';

/** The management API of the stand-in of Okta. */
export interface HomeApi {
  readonly url: string;
  readonly token: string;
  /** Lines to paste into a shell. */
  readonly verifyCommand: string;
  readonly setupCommand: string;
}

export interface SandboxHome {
  readonly api?: HomeApi;
  readonly people: readonly PersonView[];
  /** Base URL of the sandbox's identity provider. */
  readonly idpUrl: string;
  readonly gatewayName: string;
  readonly connections: readonly { readonly name: string; readonly label: string }[];
  /** Where the gateway serves STYLESHEET. Default: its own path. */
  readonly stylesheetUrl?: string;
}

const Steps = (): VNode => (
  <ol class="steps">
    <li>
      <span>
        <b>The identity provider asserts</b>A signed SAML response says who you are and which roles you have.
      </span>
    </li>
    <li>
      <span>
        <b>The gateway decides</b>It verifies the response, maps roles and groups, and explains every choice.
      </span>
    </li>
    <li>
      <span>
        <b>Twilio agrees</b>Worker, Conversation User and service role are created or brought up to date.
      </span>
    </li>
    <li>
      <span>
        <b>You are in</b>A session and a token, never above the role that was decided.
      </span>
    </li>
  </ol>
);

const Hero = ({ gatewayName, connections }: Pick<SandboxHome, 'gatewayName' | 'connections'>): VNode => (
  <section class="card hero">
    <div class="hero-text">
      <h1>See a login turn roles into Twilio Flex access</h1>
      <p class="lead">
        {gatewayName} runs here with an identity provider and a stand-in for Twilio beside it. Be one of the people
        below, look at what happened, change their roles, and log in again.
      </p>
      <div class="row">
        {connections.map(({ name, label }) => (
          <a key={name} class="button button-primary" href={`/saml/${encodeURIComponent(name)}/login`}>
            Log in with {label}
          </a>
        ))}
      </div>
      <p class="small">
        This button starts at the gateway. The cards below start at the identity provider, as its tiles do.
      </p>
    </div>
    <Steps />
  </section>
);

const Api = ({ url, token, verifyCommand, setupCommand }: HomeApi): VNode => (
  <section class="card stack" aria-labelledby="api">
    <h2 id="api">Run the operator’s commands against it</h2>
    <p>
      The identity provider answers as Okta’s management API does, at <span class="code">{url}</span> with the API token{' '}
      <span class="code">{token}</span>. Paste this into a shell to compare its app with the gateway:
    </p>
    <pre class="code">{verifyCommand}</pre>
    <p>
      And this to see what <span class="code">okta setup</span> would make in a new org; with{' '}
      <span class="code">--yes</span> in place of <span class="code">--plan</span> it makes a second app:
    </p>
    <pre class="code">{setupCommand}</pre>
  </section>
);

/** The start page of a gateway in the sandbox: the people one can be, and both ways to log in. */
export const renderSandboxHome = (home: SandboxHome): string =>
  renderPage(
    <Document
      title="Start"
      product={home.gatewayName}
      homeUrl="/"
      links={[{ label: 'Identity provider', href: `${home.idpUrl}/` }]}
      {...(home.stylesheetUrl !== undefined && { stylesheetUrl: home.stylesheetUrl })}
    >
      <Hero gatewayName={home.gatewayName} connections={home.connections} />
      <section class="stack-large" aria-labelledby="people">
        <div class="intro">
          <h2 id="people">Choose who you are</h2>
        </div>
        <ul class="grid">
          {home.people.map((person) => (
            <PersonCard key={person.id} person={person}>
              <a class="button button-primary" href={person.tileUrl} aria-label={`Log in as ${person.fullName}`}>
                Log in
              </a>
              <a class="button" href={person.editUrl} aria-label={`Edit roles of ${person.fullName}`}>
                Edit roles
              </a>
            </PersonCard>
          ))}
        </ul>
      </section>
      {home.api !== undefined && <Api {...home.api} />}
    </Document>,
  );
