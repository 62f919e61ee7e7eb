import type { VNode } from 'preact';
import type { DeprovisionReport, StepReport, StepResult } from '../../leavers/deprovision-report.ts';
import { Badge } from '../../pages/parts/badge.tsx';
import type { Tone } from '../../pages/parts/badge.tsx';

const TONES: Readonly<Record<StepResult, Tone>> = {
  done: 'good',
  already: 'neutral',
  planned: 'accent',
  skipped: 'neutral',
  failed: 'bad',
};

function titleOf({ dryRun, ok }: DeprovisionReport): string {
  if (dryRun) return 'Dry run: nothing was written';
  return ok ? 'Deprovisioned' : 'Not everything is done yet: run it again';
}

const Step = ({ step: { step, result, detail, code } }: { readonly step: StepReport }): VNode => (
  <tr data-testid={`step-${step}`}>
    <th scope="row">{step}</th>
    <td>
      <Badge tone={TONES[result]}>{result}</Badge>
    </td>
    <td class="wide">
      {detail} {code !== undefined && <code class="muted">{code}</code>}
    </td>
  </tr>
);

/** What a deprovisioning did, step by step. */
export const DeprovisionResult = ({ report }: { readonly report: DeprovisionReport }): VNode => {
  const tone = report.dryRun ? '' : ` ${report.ok ? 'notice-good' : 'notice-bad'}`;
  return (
    <section class={`notice${tone}`} role="status" data-testid="report">
      <h2>{titleOf(report)}</h2>
      <div class="table-frame">
        <table class="stacked dense">
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col" class="col-outcome">
                Result
              </th>
              <th scope="col">Detail</th>
            </tr>
          </thead>
          <tbody>
            {report.steps.map((step) => (
              <Step key={step.step} step={step} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
};
