import type { PersonView } from '../ui/person-view.ts';
import type { Directory } from './directory.ts';
import { fullName, type Person } from './person.ts';
import type { SamlApp } from './saml-app.ts';

/** Attributes as an object are for JSON only: own properties, whatever their names. */
export function personView(person: Person, directory: Directory, app: SamlApp, idpUrl: string): PersonView {
  const { scope, values, from } = directory.rolesOf(person);
  const { id, login, email, firstName, lastName, title, groups } = person;
  return {
    id,
    login,
    email,
    firstName,
    lastName,
    fullName: fullName(person),
    title,
    assignment: scope === 'USER' ? 'individual' : 'group',
    roles: values ?? [],
    roleGroups: from,
    groups,
    attributes: Object.fromEntries(person.attributes),
    tileUrl: `${idpUrl}/home/${app.name}/${id}`,
    editUrl: `${idpUrl}/people/${id}`,
  };
}
