import { renderSandboxHome, type SandboxHome } from '../../../src/sandbox/home.tsx';
import type { PersonView } from '../../../src/sandbox/ui/person-view.ts';

const PERSON: PersonView = {
  id: 'sam',
  login: 'sam@corp.example',
  email: 'sam@corp.example',
  firstName: 'Sam',
  lastName: '<Osei>',
  fullName: 'Sam <Osei>',
  title: 'Lead',
  assignment: 'individual',
  roles: ['supervisor', 'wfo.team_leader', 'other'],
  roleGroups: [],
  groups: [],
  attributes: {},
  tileUrl: 'http://idp.example/home/app/sam',
  editUrl: 'http://idp.example/people/sam',
};

const home = (changes: Partial<SandboxHome> = {}): string =>
  renderSandboxHome({
    people: [PERSON],
    idpUrl: 'http://idp.example',
    gatewayName: 'Flexgate',
    connections: [{ name: 'okta', label: 'Okta' }],
    ...changes,
  });

test('is a whole document that leads to both ways to log in, and to the role editor', () => {
  const html = home();
  expect(html.startsWith('<!doctype html><html lang="en">')).toBe(true);
  expect(html).toContain('href="/saml/okta/login"');
  expect(html).toContain('href="http://idp.example/home/app/sam"');
  expect(html).toContain('href="http://idp.example/people/sam"');
  expect(html).toContain('href="http://idp.example/"');
});

test('shows roles as chips, each in the tone of its kind', () => {
  const chips = [...home().matchAll(/<li class="(chip[^"]*)">([^<]+)</g)].map((match) => [match[1], match[2]]);
  expect(chips).toEqual([
    ['chip chip-supervisor', 'supervisor'],
    ['chip chip-insights', 'wfo.team_leader'],
    ['chip', 'other'],
  ]);
});

test('names are text', () => {
  expect(home()).toContain('Sam &lt;Osei>');
  expect(home({ gatewayName: '<b>' })).not.toContain('<b><');
});

test.each([
  { person: { assignment: 'individual', groups: [], roleGroups: [] }, says: '>Assigned individually<' },
  { person: { assignment: 'individual', groups: ['g'], roleGroups: [] }, says: '>Assigned individually; in<' },
  { person: { assignment: 'group', groups: ['g'], roleGroups: ['g'] }, says: '>From groups<' },
  {
    person: { assignment: 'group', groups: ['g'], roleGroups: [] },
    says: '>From groups, none of which carries roles<',
  },
  { person: { assignment: 'group', groups: [], roleGroups: [] }, says: '>From groups, but in none<' },
] as const)('$person is said to be $says', ({ person, says }) => {
  expect(home({ people: [{ ...PERSON, ...person }] })).toContain(says);
});

test('offers every connection, and its stylesheet where the gateway serves it', () => {
  const connections = [
    { name: 'okta', label: 'Okta' },
    { name: 'entra', label: 'Entra ID' },
  ];
  expect(home({ connections })).toMatch(/saml\/okta\/login".*Okta.*saml\/entra\/login".*Entra ID/s);
  expect(home()).toContain('<link rel="stylesheet" href="/assets/sandbox.css"');
  expect(home({ stylesheetUrl: '/x.css' })).toContain('<link rel="stylesheet" href="/x.css"');
});
