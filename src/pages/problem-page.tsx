import type { VNode } from 'preact';
import type { RefusalEntry } from '../kernel/refusals/entry.ts';
import { REFUSALS } from '../kernel/refusals/table.ts';
import { renderPage } from './layout.tsx';
import { Hint } from './parts/hint.tsx';
import type { EmblemTone, IconName } from './parts/icons.tsx';
import { Message, Reference } from './parts/message.tsx';

/** The members of a problem (RFC 9457) that a person is shown. */
export interface ShownProblem {
  readonly title: string;
  readonly status: number;
  /** What happened, then what to change. */
  readonly detail: string;
  /** Stable code of the refusal tables. */
  readonly code: string;
  readonly trace: string;
}

interface Look {
  readonly icon: IconName;
  readonly tone: EmblemTone;
  /** One line before all else: whether to wait, to act, or to look elsewhere. */
  readonly lead: string;
  readonly again: string;
}

const OUTAGE: Look = {
  icon: 'clock',
  tone: 'warn',
  lead: 'This is not your fault, and nothing was lost. Try again in a moment.',
  again: 'Try again',
};
const DEFECT: Look = {
  icon: 'clock',
  tone: 'warn',
  lead: 'This is not your fault. Try again in a moment; if it happens again, tell your administrator.',
  again: 'Start again',
};
const BUSY: Look = { icon: 'clock', tone: 'warn', lead: 'Wait a little, then try again.', again: 'Try again' };
const SIGNED_OUT: Look = {
  icon: 'door',
  tone: 'accent',
  lead: 'You have to be logged in to see this.',
  again: 'Log in',
};
const MISSING: Look = {
  icon: 'search',
  tone: 'accent',
  lead: 'The address may be mistyped, or what it named is gone.',
  again: 'Go to the start page',
};
const REFUSED: Look = {
  icon: 'shield',
  tone: 'bad',
  lead: 'The request was refused, and nothing was changed.',
  again: 'Start again',
};

interface Step {
  readonly label: string;
  readonly href: string;
}

/** Where the start page is of no use: the person is logged in, or an operator was looking something up. */
const NEXT: ReadonlyMap<string, readonly Step[]> = new Map([
  [
    'PERMISSION_DENIED',
    [
      { label: 'See your access', href: '/me' },
      { label: 'Use the admin token', href: '/admin/login' },
    ],
  ],
  ['TRACE_UNKNOWN', [{ label: 'Look at the newest logins', href: '/admin/logins' }]],
  ['TRACE_ID_INVALID', [{ label: 'Look at the newest logins', href: '/admin/logins' }]],
  ['SUBJECT_UNKNOWN', [{ label: 'Look among the people', href: '/admin/subjects' }]],
]);

const Steps = ({ code, status }: ShownProblem): VNode => (
  <div class="row">
    {(NEXT.get(code) ?? [{ label: lookOf(status).again, href: '/' }]).map(({ label, href }, index) => (
      <a key={href} class={`button${index === 0 ? ' button-primary' : ''}`} href={href}>
        {label}
      </a>
    ))}
  </div>
);

function lookOf(status: number): Look {
  if (status === 503) return OUTAGE;
  if (status >= 500) return DEFECT;
  if (status === 429) return BUSY;
  if (status === 401) return SIGNED_OUT;
  return status === 404 || status === 405 ? MISSING : REFUSED;
}

const HINTS: ReadonlyMap<string, string> = new Map(
  Object.entries(REFUSALS).map(([code, { hint }]: [string, RefusalEntry<never>]) => [code, hint]),
);

/** The detail is a sentence made of the evidence, if any, and then the hint of the code. */
function partsOf({ code, detail }: ShownProblem): { readonly happened: string; readonly hint: string } {
  const hint = HINTS.get(code);
  if (hint === undefined || !detail.endsWith(hint)) return { happened: detail, hint: '' };
  return { happened: detail.slice(0, -hint.length).trim(), hint };
}

const Details = ({ problem }: { readonly problem: ShownProblem }): VNode => {
  const { happened, hint } = partsOf(problem);
  return (
    <>
      {happened !== '' && (
        <div data-testid="happened">
          <h3>What happened</h3>
          <p class="lines">{happened}</p>
        </div>
      )}
      {hint !== '' && (
        <div data-testid="change">
          <h3>What to do</h3>
          <p>
            <Hint text={hint} />
          </p>
        </div>
      )}
    </>
  );
};

/** What a browser gets in place of application/problem+json. */
export function problemPage(problem: ShownProblem): string {
  const { icon, tone, lead } = lookOf(problem.status);
  return renderPage({
    title: problem.title,
    width: 'narrow',
    children: (
      <Message icon={icon} tone={tone} title={problem.title} testId="problem" role="alert">
        <p class="lead" data-testid="lead">
          {lead}
        </p>
        <Details problem={problem} />
        <Reference
          id={problem.trace}
          hint="Read this out when you ask for help: your administrator finds everything under it."
        />
        <div class="spread">
          <Steps {...problem} />
          <p class="muted small">
            Code{' '}
            <a href={`/api/docs#${encodeURIComponent(problem.code)}`}>
              <code>{problem.code}</code>
            </a>
            , status {problem.status}
          </p>
        </div>
      </Message>
    ),
  });
}
