import type { VNode } from 'preact';
import type { SubjectDrift } from '../../drift/drift-report.ts';
import type { Severity } from '../../drift/finding.ts';
import { Badge } from '../../pages/parts/badge.tsx';
import type { Tone } from '../../pages/parts/badge.tsx';

const SEVERITIES: Readonly<Record<Severity, Tone>> = { security: 'bad', warning: 'warn', notice: 'neutral' };
const ACTIONS: Readonly<Record<SubjectDrift['action'], { readonly tone: Tone; readonly text: string }>> = {
  left: { tone: 'neutral', text: 'left as it is' },
  repaired: { tone: 'good', text: 'repaired' },
  adopted: { tone: 'good', text: 'adopted' },
  refused: { tone: 'bad', text: 'not adopted' },
  failed: { tone: 'bad', text: 'failed' },
};

export const ActionBadge = ({ drift: { action, code } }: { readonly drift: SubjectDrift }): VNode => (
  <>
    <Badge tone={ACTIONS[action].tone}>{ACTIONS[action].text}</Badge>
    {code !== undefined && <code class="muted"> {code}</code>}
  </>
);

export const Findings = ({ findings }: Pick<SubjectDrift, 'findings'>): VNode => (
  <ul class="findings">
    {findings.map(({ severity, text }, index) => (
      <li key={index}>
        <Badge tone={SEVERITIES[severity]}>{severity}</Badge> {text}
      </li>
    ))}
  </ul>
);

/** What a comparison of one person found. */
export const DriftResult = ({ drift }: { readonly drift: SubjectDrift | undefined }): VNode =>
  drift === undefined ? (
    <section class="notice notice-good" role="status" data-testid="compared">
      <h2>Twilio holds what was decided</h2>
    </section>
  ) : (
    <section class="notice notice-warn" role="status" data-testid="compared">
      <h2>Edited elsewhere</h2>
      <Findings findings={drift.findings} />
      <p>
        <ActionBadge drift={drift} />
      </p>
    </section>
  );
