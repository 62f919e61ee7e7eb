import type { OrgGroup, PersonDraft } from './person.ts';

/** Groups that carry roles by their assignment to the app, and two that carry none: a gateway's rules decide on those. */
export const SEED_GROUPS: readonly OrgGroup[] = [
  { name: 'flex-admins', roles: ['admin'], priority: 0 },
  { name: 'flex-supervisors', roles: ['supervisor'], priority: 1 },
  { name: 'flex-agents', roles: ['agent'], priority: 2 },
  { name: 'flex-insights-team-leads', roles: ['wfo.team_leader'], priority: 3 },
  { name: 'flex-insights-quality', roles: ['wfo.quality_manager'], priority: 4 },
  { name: 'CC-Supervisors', roles: null, priority: 5 },
  { name: 'CC-Agents', roles: null, priority: 6 },
];

type SeedPerson = Omit<PersonDraft, 'attributes'> & { readonly attributes: Readonly<Record<string, string>> };

const DRAFTS: readonly SeedPerson[] = [
  {
    id: 'ana',
    firstName: 'Ana',
    lastName: 'Ruiz',
    title: 'Customer care agent',
    roles: ['agent'],
    groups: ['CC-Agents'],
    attributes: {
      department: 'Customer care',
      team_name: 'Blue',
      location: 'Madrid',
      'skill_level.int': '3',
      'channel.voice.capacity': '1',
    },
  },
  {
    id: 'sam',
    firstName: 'Sam',
    lastName: 'Osei',
    title: 'Team lead, quality',
    roles: ['supervisor', 'wfo.team_leader', 'wfo.quality_manager'],
    attributes: {
      department: 'Customer care',
      team_name: 'Blue',
      location: 'Accra',
      'skill_level.int': '8',
      'channel.voice.capacity': '1',
    },
  },
  {
    id: 'vera',
    firstName: 'Vera',
    lastName: 'Novak',
    title: 'Supervisor, no Insights role set',
    roles: ['supervisor'],
    attributes: { department: 'Billing', team_name: 'Green', location: 'Prague' },
  },
  {
    id: 'ada',
    firstName: 'Ada',
    lastName: 'King',
    title: 'Contact center administrator',
    roles: ['admin'],
    attributes: { department: 'Operations', location: 'London' },
  },
  {
    id: 'gita',
    firstName: 'Gita',
    lastName: 'Rao',
    title: 'Supervisor by a gateway rule',
    roles: null,
    groups: ['CC-Supervisors'],
    attributes: { department: 'Logistics', team_name: 'Amber', location: 'Pune' },
  },
  {
    id: 'mika',
    firstName: 'Mika',
    lastName: 'Sato',
    title: 'Supervisor by Okta groups',
    roles: null,
    groups: ['flex-insights-quality', 'flex-supervisors'],
    attributes: { department: 'Billing', team_name: 'Green', location: 'Osaka' },
  },
  {
    id: 'zoe',
    firstName: 'Zoë',
    lastName: 'Åström-Müller 李',
    title: 'Agent, name beyond ASCII',
    login: 'zoe.astrom@corp.example',
    roles: ['agent'],
    groups: ['CC-Agents'],
    attributes: { department: 'Customer care', team_name: 'Blue', location: 'Malmö', 'skill_level.int': '5' },
  },
  {
    id: 'noah',
    firstName: 'Noah',
    lastName: 'Lind',
    title: 'No role yet',
    roles: [],
    attributes: { department: 'Facilities' },
  },
];

/** The people one can be. Their pictures are served by the identity provider itself. */
export const seedPeople = (idpUrl: string): readonly PersonDraft[] =>
  DRAFTS.map((draft) => ({
    ...draft,
    attributes: { ...draft.attributes, image_url: `${idpUrl}/avatars/${draft.id}.svg` },
  }));
