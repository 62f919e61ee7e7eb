import type { VNode } from 'preact';
import { isFlexRole } from '../../roles/flex-role.ts';
import { isInsightsRole } from '../../roles/insights-role.ts';

function tone(role: string): string {
  if (isFlexRole(role)) return `chip chip-${role}`;
  return isInsightsRole(role) ? 'chip chip-insights' : 'chip';
}

/** Elements that may stand inside a button. */
export const RoleMarks = ({ roles }: { readonly roles: readonly string[] }): VNode => (
  <span class="chips">
    {roles.length === 0 && <span class="chip chip-none">no roles</span>}
    {roles.map((role) => (
      <span key={role} class={tone(role)}>
        {role}
      </span>
    ))}
  </span>
);

/** The roles that an identity provider asserts; a value that is no role is shown without a color. */
export const RoleChips = ({ roles }: { readonly roles: readonly string[] }): VNode => (
  <ul class="chips" aria-label="Roles">
    {roles.length === 0 && <li class="chip chip-none">no roles</li>}
    {roles.map((role) => (
      <li key={role} class={tone(role)}>
        {role}
      </li>
    ))}
  </ul>
);
