import { renderPage } from './layout.tsx';
import { ArrivalsSection } from './me/arrivals-section.tsx';
import { CeilingNotice } from './me/ceiling-notice.tsx';
import { IdentityCard } from './me/identity-card.tsx';
import type { MeView } from './me/me-view.ts';
import { OldTokensNotice } from './me/old-tokens-notice.tsx';
import { PendingNotice } from './me/pending-notice.tsx';
import { RolesSection } from './me/roles-section.tsx';
import { SandboxPanel } from './me/sandbox-panel.tsx';
import { TokenSection } from './me/token-section.tsx';
import { TraceSection } from './me/trace-section.tsx';
import { TwilioSection } from './me/twilio-section.tsx';

const LINKS = [
  { label: 'Roles', href: '#roles' },
  { label: 'Attributes', href: '#arrived' },
  { label: 'Twilio', href: '#provisioned' },
  { label: 'Token', href: '#token' },
  { label: 'Trace', href: '#trace' },
] as const;

const linksFor = ({ flexRole }: MeView['roles']): readonly { readonly label: string; readonly href: string }[] =>
  flexRole === 'admin' ? [...LINKS, { label: 'Operations', href: '/admin' }] : LINKS;

/** GET /me: what happened in this login, and what it gives. */
export const mePage = ({
  session,
  roles,
  explanation,
  trace,
  token,
  longestTokenMs,
  oldTokensUntil,
  sandbox,
}: MeView): string =>
  renderPage({
    title: 'Your access',
    links: linksFor(roles),
    children: (
      <>
        <PendingNotice roles={roles} longestTokenMs={longestTokenMs} />
        <CeilingNotice roles={roles} session={session} />
        {oldTokensUntil !== undefined && <OldTokensNotice until={oldTokensUntil} flexRole={roles.flexRole} />}
        <IdentityCard session={session} roles={roles} />
        {sandbox !== undefined && <SandboxPanel sandbox={sandbox} />}
        <RolesSection roles={explanation.roles} />
        <TwilioSection provisioned={trace?.provisioned} />
        <ArrivalsSection explanation={explanation} {...(trace !== undefined && { trace })} />
        <TokenSection token={token} />
        <TraceSection id={session.trace} {...(trace !== undefined && { steps: trace.steps })} />
      </>
    ),
  });
