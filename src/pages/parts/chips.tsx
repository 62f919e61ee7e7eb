import type { VNode } from 'preact';
import { printable } from '../../kernel/printable.ts';
import { isFlexRole } from '../../roles/flex-role.ts';
import { isInsightsRole } from '../../roles/insights-role.ts';

function toneOf(role: string): string {
  if (isFlexRole(role)) return ` chip-${role}`;
  return isInsightsRole(role) ? ' chip-insights' : '';
}

/** One role in the colour of its kind; a name that is no role has none. */
export const RoleChip = ({ role }: { readonly role: string }): VNode => (
  <bdi class={`chip${toneOf(role)}`}>{printable(role)}</bdi>
);

export const RoleChips = ({ roles, label }: { readonly roles: readonly string[]; readonly label: string }): VNode => (
  <ul class="chips" aria-label={label}>
    {roles.map((role) => (
      <li key={role}>
        <RoleChip role={role} />
      </li>
    ))}
  </ul>
);

/** Values from outside as they arrived, invisible characters made visible. */
export const ValueChips = ({ values }: { readonly values: readonly string[] }): VNode => (
  <ul class="chips">
    {values.map((value, index) => (
      <li key={index}>
        {value === '' ? <span class="muted">(empty)</span> : <bdi class="chip chip-plain">{printable(value)}</bdi>}
      </li>
    ))}
  </ul>
);
