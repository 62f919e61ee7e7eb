import type { VNode } from 'preact';
import type { RoleExplanation } from '../../roles/assignment.ts';
import { Badge } from '../parts/badge.tsx';
import type { Tone } from '../parts/badge.tsx';
import { RoleChip } from '../parts/chips.tsx';
import { Section } from '../parts/section.tsx';

const TONES: Readonly<Record<RoleExplanation['outcome'], Tone>> = { granted: 'good', lost: 'neutral', refused: 'bad' };

const Row = ({ explained: { role, outcome, text } }: { readonly explained: RoleExplanation }): VNode => (
  <tr data-outcome={outcome}>
    <th scope="row">
      <RoleChip role={role} />
    </th>
    <td>
      <Badge tone={TONES[outcome]}>{outcome}</Badge>
    </td>
    <td class="wide">{text}</td>
  </tr>
);

/** Every candidate, also those that lost. */
export const RolesSection = ({ roles }: { readonly roles: readonly RoleExplanation[] }): VNode => (
  <Section id="roles" title="Roles and why" lead="Every role that was asked for, and what became of it.">
    {roles.length === 0 ? (
      <p class="muted">No role was a candidate.</p>
    ) : (
      <div class="table-frame">
        <table class="stacked">
          <thead>
            <tr>
              <th scope="col" class="col-role">
                Role
              </th>
              <th scope="col" class="col-outcome">
                Outcome
              </th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {roles.map((explained, index) => (
              <Row key={index} explained={explained} />
            ))}
          </tbody>
        </table>
      </div>
    )}
  </Section>
);
