import { expectedLogin } from '../../src/okta/verify/expected-attributes.ts';
import { sendsGroup } from '../../src/okta/verify/group-filter.ts';
import { samlApp } from '../../src/okta/wire.ts';
import type { AttributeStatement } from '../../src/okta/wire.ts';

const app = samlApp.parse({
  id: '0oa1',
  name: 'flexgate',
  label: 'Flexgate',
  status: 'ACTIVE',
  signOnMode: 'SAML_2_0',
  settings: { signOn: { subjectNameIdTemplate: '${user.userName}' } },
});
const person = {
  user: {
    id: '00u1',
    scope: 'GROUP',
    credentials: { userName: 'ana@example.com' },
    profile: { roles: ['agent', 'wfo.dashboard_viewer'] },
  },
  profile: { email: 'ana@mail.example', firstName: 'Ana', lastName: 'Ruiz', roles: 'not these', nickName: null },
  groups: [
    { id: '00g1', name: 'flex-agents' },
    { id: '00g2', name: 'Everyone' },
  ],
};
const expression = (value: string): AttributeStatement => ({ type: 'EXPRESSION', name: 'x', values: [value] });
const valueOf = (statement: AttributeStatement): unknown => {
  const { attributes, unknown } = expectedLogin(app, [statement], person);
  return unknown.length > 0 ? 'unknown' : attributes.get('x');
};

test.each([
  ['appuser.roles', ['agent', 'wfo.dashboard_viewer']],
  ['user.email', ['ana@mail.example']],
  ['user.profile.email', ['ana@mail.example']],
  ['${user.email}', ['ana@mail.example']],
  ['user.firstName + " " + user.lastName', ['Ana Ruiz']],
  [`user.firstName+' + '+user.lastName`, ['Ana + Ruiz']],
  ['"fixed"', ['fixed']],
  // Missing single values: there, and empty.
  ['user.department', ['']],
  ['user.constructor', ['']],
  ['appuser.team', ['']],
  ['user.nickName', ['']],
  ['user.lastName + user.department', ['Ruiz']],
  ['String.toUpperCase(user.email)', 'unknown'],
  ['user.firstName == "Ana" ? "a" : "b"', 'unknown'],
  ['', 'unknown'],
])('%s', (text, values) => {
  expect(valueOf(expression(text))).toEqual(values);
});

test.each([{}, { roles: null }, { roles: [] }])('a list without a value is left out: %j', (profile) => {
  const bare = { ...person, user: { ...person.user, profile } };
  const { attributes, unknown } = expectedLogin(app, [expression('appuser.roles')], bare);
  expect([[...attributes], unknown]).toEqual([[], []]);
});

test.each([
  ['STARTS_WITH', 'flex-', ['flex-agents']],
  ['EQUALS', 'Everyone', ['Everyone']],
  ['CONTAINS', 'e', ['flex-agents', 'Everyone']],
  ['REGEX', '.*agents', ['flex-agents']],
  ['REGEX', 'flex', undefined],
  ['REGEX', '(?=x)', 'unknown'],
  ['SOMETHING_NEW', 'x', 'unknown'],
])('groups by %s “%s”', (filterType, filterValue, values) => {
  expect(valueOf({ type: 'GROUP', name: 'x', filterType, filterValue })).toEqual(values);
});

test('a filter that cannot be judged says neither yes nor no', () => {
  expect(sendsGroup({ type: 'GROUP', name: 'x', filterType: null, filterValue: null }, 'a')).toBeUndefined();
});

test('the name is the one that the app uses', () => {
  expect(expectedLogin(app, [], person).username).toBe('ana@example.com');
  const byMail = { ...app, settings: { signOn: { subjectNameIdTemplate: '${user.email}' } } };
  expect(expectedLogin(byMail, [], person).username).toBe('ana@mail.example');
});
