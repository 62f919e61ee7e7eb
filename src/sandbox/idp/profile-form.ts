import type { PersonChange } from './directory.ts';

/** Names of the fields of the profile editor. */
export const FIELD = {
  assignment: 'assignment',
  role: 'role',
  otherRoles: 'other_roles',
  group: 'group',
  firstName: 'first_name',
  lastName: 'last_name',
  login: 'login',
  email: 'email',
  attributeName: 'attribute_name',
  attributeValue: 'attribute_value',
} as const;

const lines = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Names and values come as two lists of the same order; a Map, because a name may be `__proto__`. */
function attributesOf(form: URLSearchParams): ReadonlyMap<string, readonly string[]> {
  const values = form.getAll(FIELD.attributeValue);
  const attributes = new Map<string, readonly string[]>();
  for (const [index, typed] of form.getAll(FIELD.attributeName).entries()) {
    const name = typed.trim();
    if (name !== '') attributes.set(name, [...(attributes.get(name) ?? []), values[index] ?? '']);
  }
  return attributes;
}

/** A field that is blank, or was not sent at all, changes nothing. */
const text = (form: URLSearchParams, name: string): string | undefined => form.get(name)?.trim() || undefined;

/** The ticked and the typed ones, each once. */
export const rolesOfForm = (form: URLSearchParams): readonly string[] => [
  ...new Set([...form.getAll(FIELD.role), ...lines(form.get(FIELD.otherRoles) ?? '')]),
];

/** The change that the editor's form asks for. */
export function readProfileForm(form: URLSearchParams): PersonChange {
  const roles = rolesOfForm(form);
  return {
    roles: form.get(FIELD.assignment) === 'group' ? null : roles,
    groups: form.getAll(FIELD.group),
    firstName: text(form, FIELD.firstName),
    lastName: text(form, FIELD.lastName),
    login: text(form, FIELD.login),
    email: text(form, FIELD.email),
    attributes: attributesOf(form),
  };
}
