import type { VNode } from 'preact';
import { printable } from '../../kernel/printable.ts';
import { ArrivalsSection } from '../../pages/me/arrivals-section.tsx';
import { RolesSection } from '../../pages/me/roles-section.tsx';
import { TraceSection } from '../../pages/me/trace-section.tsx';
import { TwilioSection } from '../../pages/me/twilio-section.tsx';
import { Hint } from '../../pages/parts/hint.tsx';
import { Moment } from '../../pages/parts/time.tsx';
import type { Explanation } from '../../roles/assignment.ts';
import type { Trace } from '../../traces/trace.ts';
import { renderAdminPage } from './admin-layout.tsx';
import { PersonLink } from './links.tsx';
import { OutcomeBadge } from './outcome-badge.tsx';

const Problem = ({ trace: { code, detail } }: { readonly trace: Trace }): VNode | null =>
  code === undefined ? null : (
    <section class="notice notice-bad" role="status" data-testid="problem">
      <h2>
        <a href={`/api/docs#${encodeURIComponent(code)}`}>
          <code>{code}</code>
        </a>
      </h2>
      {detail !== undefined && (
        <p class="lines">
          <Hint text={detail} />
        </p>
      )}
    </section>
  );

const NOTHING_EXPLAINED: Omit<Explanation, 'connection'> = { roles: [], attributes: [] };

/** GET /admin/traces/{id}. */
export const tracePage = (trace: Trace): string => {
  const { id, at, connection, username, outcome, steps, assertionId, explanation, provisioned } = trace;
  const explained = explanation ?? { ...NOTHING_EXPLAINED, connection };
  return renderAdminPage({
    title: `Trace ${id}`,
    children: (
      <>
        <div class="stack">
          <div class="row">
            <h1>Login {id}</h1>
            <OutcomeBadge outcome={outcome} />
          </div>
          <p class="muted" data-testid="facts">
            {username === undefined ? 'Nobody proven' : <PersonLink username={username} />} through{' '}
            <bdi>{printable(connection)}</bdi>, <Moment at={at} />
            {assertionId !== undefined && (
              <>
                , assertion <code>{printable(assertionId)}</code>
              </>
            )}
          </p>
        </div>
        <Problem trace={trace} />
        <TraceSection id={id} steps={steps} />
        {explanation !== undefined && <RolesSection roles={explanation.roles} />}
        <ArrivalsSection explanation={explained} trace={trace} />
        {provisioned !== undefined && <TwilioSection provisioned={provisioned} />}
      </>
    ),
  });
};
