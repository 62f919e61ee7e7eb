import type { VNode } from 'preact';
import { printable } from '../../kernel/printable.ts';
import type { AttributeExplanation } from '../../roles/assignment.ts';
import { Badge } from '../parts/badge.tsx';
import type { Tone } from '../parts/badge.tsx';
import { ValueChips } from '../parts/chips.tsx';
import { Section } from '../parts/section.tsx';
import { arrivalsOf } from './arrivals.ts';
import type { Arrival } from './arrivals.ts';
import type { MeView } from './me-view.ts';

const TONES: Readonly<Record<AttributeExplanation['outcome'], Tone>> = {
  used: 'good',
  passed: 'good',
  set: 'accent',
  cleared: 'warn',
  kept: 'neutral',
  ignored: 'neutral',
};

function Values({ values, became }: Pick<Arrival, 'values' | 'became'>): VNode {
  if (values !== undefined && values.length > 0) return <ValueChips values={values} />;
  const state = values === undefined ? (became[0]?.state ?? 'absent') : 'empty';
  return <span class="muted">{state === 'present' ? 'no longer kept' : state}</span>;
}

const Row = ({ arrival: { name, values, became } }: { readonly arrival: Arrival }): VNode => (
  <tr>
    <th scope="row">
      <code>
        <bdi>{printable(name)}</bdi>
      </code>
    </th>
    <td class="wide">
      <Values values={values} became={became} />
    </td>
    <td class="wide">
      {became.map(({ outcome, text }, index) => (
        <p key={index}>
          <Badge tone={TONES[outcome]}>{outcome}</Badge> {text}
        </p>
      ))}
    </td>
  </tr>
);

/** The attributes of the assertion. Values are shown as far as the trace keeps them. */
export const ArrivalsSection = (view: Pick<MeView, 'explanation' | 'trace'>): VNode => {
  const arrivals = arrivalsOf(view);
  return (
    <Section id="arrived" title="What arrived" lead="The signed attributes, and what each was used for.">
      {arrivals.length === 0 ? (
        <p class="muted">No attribute arrived.</p>
      ) : (
        <div class="table-frame">
          <table class="stacked">
            <thead>
              <tr>
                <th scope="col" class="col-role">
                  Attribute
                </th>
                <th scope="col" class="col-values">
                  Values
                </th>
                <th scope="col">Used for</th>
              </tr>
            </thead>
            <tbody>
              {arrivals.map((arrival) => (
                <Row key={arrival.name} arrival={arrival} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
};
