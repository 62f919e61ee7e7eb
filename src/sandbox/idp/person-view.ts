import type { PersonView } from '../ui/person-view.ts';
import { fullName, type Person } from './person.ts';
import type { SamlApp } from './saml-app.ts';

/** Before any app gave roles through groups. Attributes as an object are for JSON only: own properties, whatever their names. */
export function personView(person: Person, app: SamlApp, idpUrl: string): PersonView {
  const { id, login, email, firstName, lastName, title, groups } = person;
  return {
    id,
    login,
    email,
    firstName,
    lastName,
    fullName: fullName(person),
    title,
    assignment: person.roles === null ? 'group' : 'individual',
    roles: person.roles ?? [],
    roleGroups: [],
    groups,
    attributes: Object.fromEntries(person.attributes),
    tileUrl: `${idpUrl}/home/${app.name}/${id}`,
    editUrl: `${idpUrl}/people/${id}`,
  };
}
