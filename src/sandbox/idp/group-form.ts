import { rolesOfForm } from './profile-form.ts';

/** Names of the fields on the pages of the groups, beside those of the roles. */
export const GROUP_FIELD = {
  name: 'name',
  combine: 'combine',
  assigned: 'assigned',
  priority: 'priority',
  member: 'member',
} as const;

/** What the editor of a group asks for. */
export interface GroupForm {
  readonly assigned: boolean;
  /** null: the assignment sets none, so that a weaker group's count. */
  readonly roles: readonly string[] | null;
  /** Absent: the next free one. */
  readonly priority: number | undefined;
  /** Ids of the people in it. */
  readonly members: ReadonlySet<string>;
}

const HIGHEST = 100;

/** undefined: the priority is no number from 0 to 100. */
export function readGroupForm(form: URLSearchParams): GroupForm | undefined {
  const [roles, typed] = [rolesOfForm(form), form.get(GROUP_FIELD.priority)?.trim() ?? ''];
  if (typed !== '' && !(/^\d{1,3}$/.test(typed) && Number(typed) <= HIGHEST)) return undefined;
  return {
    assigned: form.get(GROUP_FIELD.assigned) === 'yes',
    roles: roles.length === 0 ? null : roles,
    priority: typed === '' ? undefined : Number(typed),
    members: new Set(form.getAll(GROUP_FIELD.member)),
  };
}
