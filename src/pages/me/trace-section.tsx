import type { VNode } from 'preact';
import type { TraceStep } from '../../traces/trace.ts';
import { Section } from '../parts/section.tsx';
import { durationText } from '../parts/time.tsx';

const STEPS: Readonly<Record<TraceStep['step'], string>> = {
  verify: 'Response verified',
  correlate: 'Matched with a login begun here, or started at the tile',
  decide: 'Roles decided',
  claim: 'Assertion claimed',
  reconcile: 'Twilio brought up to date',
  session: 'Session opened',
  redirect: 'Browser sent on',
  end: 'Sessions ended',
  answer: 'Identity provider answered',
};

const MARKS: Readonly<Record<TraceStep['result'], string>> = { passed: '✓', refused: '✕', noted: 'i' };

const Step = ({ step: { step, result, atMs, note } }: { readonly step: TraceStep }): VNode => (
  <li data-result={result}>
    <span class={`dot dot-${result}`} aria-hidden="true">
      {MARKS[result]}
    </span>
    <p>
      {STEPS[step]}
      <span class="visually-hidden">: {result}</span>
    </p>
    <span class="at">+{durationText(atMs)}</span>
    {note !== undefined && <p class="note">{note}</p>}
  </li>
);

/** The login, step by step. */
export const TraceSection = ({ id, steps }: { readonly id: string; readonly steps?: readonly TraceStep[] }): VNode => (
  <Section id="trace" title="Trace" lead="The login, step by step, and the id under which it is found.">
    <div class="card stack-large">
      <p class="reference-id" data-testid="trace-id">
        {id}
      </p>
      {steps === undefined ? (
        <p class="muted">The steps are no longer kept.</p>
      ) : (
        <ol class="timeline">
          {steps.map((step, index) => (
            <Step key={index} step={step} />
          ))}
        </ol>
      )}
    </div>
  </Section>
);
