import type { VNode } from 'preact';
import { Json, JsonWith, visibleJson } from '../parts/json.tsx';
import { Facts, Section } from '../parts/section.tsx';
import { durationText, Moment } from '../parts/time.tsx';
import type { DecodedToken } from './me-view.ts';

const GRANT_TITLES: ReadonlyMap<string, string> = new Map([
  ['chat', 'Conversations'],
  ['task_router', 'TaskRouter'],
  ['voice', 'Voice'],
  ['data_sync', 'Sync'],
  ['flex', 'Flexgate roles'],
]);

const valueText = (value: unknown): string =>
  typeof value === 'string' ? visibleJson(value).slice(1, -1) : visibleJson(value).replaceAll(/\s*\n\s*/g, ' ');

const Grant = ({ name, grant }: { readonly name: string; readonly grant: object }): VNode => (
  <li class="grant" data-testid={`grant-${name}`}>
    <h3>
      {GRANT_TITLES.get(name) ?? name} <code class="muted">{name}</code>
    </h3>
    <Facts facts={Object.entries(grant).map(([key, value]) => [key, <code>{valueText(value)}</code>])} />
  </li>
);

/** `identity` stands among the grants, but is none. */
const grantsOf = (grants: object): readonly (readonly [string, object])[] =>
  Object.entries(grants).filter(
    (entry): entry is [string, object] => typeof entry[1] === 'object' && entry[1] !== null,
  );

const Claims = ({ token: { header, payload } }: { readonly token: DecodedToken }): VNode => (
  <div class="card two">
    <div class="stack-large">
      <Facts
        facts={[
          ['Expires', <Moment at={payload.exp * 1000} />],
          ['Lives for', durationText((payload.exp - payload.iat) * 1000)],
        ]}
      />
      <ul class="grants" aria-label="Grants">
        {grantsOf(payload.grants).map(([name, grant]) => (
          <Grant key={name} name={name} grant={grant} />
        ))}
      </ul>
    </div>
    <div class="stack">
      <details open>
        <summary>Payload</summary>
        <JsonWith value={payload} marked="grants" />
      </details>
      <details>
        <summary>Header</summary>
        <Json value={header} />
      </details>
    </div>
  </div>
);

/** The claims with which Twilio's SDKs start. */
export const TokenSection = ({ token }: { readonly token: DecodedToken | undefined }): VNode => (
  <Section
    id="token"
    title="Token"
    lead="What a token for Twilio’s SDKs says, decoded. The token itself is never shown; clients get theirs from POST /api/token."
  >
    {token === undefined ? <p class="card muted">No token can be minted at this moment.</p> : <Claims token={token} />}
  </Section>
);
