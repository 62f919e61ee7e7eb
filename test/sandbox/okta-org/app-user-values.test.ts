import { appUserValues } from '../../../src/sandbox/okta-org/app-user-values.ts';
import { ownAppRecord, withAssignments } from '../../../src/sandbox/okta-org/own-app.ts';
import { appKey } from '../../../src/sandbox/okta-org/app-store.ts';
import { createDirectory } from '../../../src/sandbox/idp/directory.ts';
import type { OrgGroup } from '../../../src/sandbox/idp/person.ts';
import { samlApp } from '../../../src/sandbox/idp/saml-app.ts';
import { SP_ENTITY_ID, ACS_URL, sharedKeys } from '../idp/running-idp.ts';
import type { AppRecord } from '../../../src/sandbox/okta-org/app-record.ts';

const GROUPS: readonly OrgGroup[] = [
  { name: 'agents', roles: ['agent'], priority: 5 },
  { name: 'supervisors', roles: ['supervisor', 'wfo.team_leader'], priority: 1 },
  { name: 'quality', roles: ['wfo.quality_manager', 'supervisor'], priority: 2 },
  { name: 'empty', roles: [], priority: 3 },
  { name: 'plain', roles: null, priority: 4 },
  { name: 'unassigned', roles: ['admin'], priority: null },
];

let record: AppRecord;
beforeAll(async () => {
  const app = samlApp({ name: 'x_1', idpUrl: 'http://idp.example', acsUrl: ACS_URL, audience: SP_ENTITY_ID });
  record = ownAppRecord({ app, label: 'X', accessPolicy: undefined }, appKey(await sharedKeys(), 0));
});

function valuesOf(roles: readonly string[] | null, groups: readonly string[]): unknown {
  const directory = createDirectory([{ id: 'p', firstName: 'P', lastName: 'Q', roles, groups }], GROUPS);
  return appUserValues(withAssignments(record, directory), { id: 'p', groups });
}

test.each([
  ['an individual assignment never looks at groups', ['agent'], ['supervisors'], 'USER', ['agent']],
  ['an individual assignment without roles is an empty list', [], ['supervisors'], 'USER', []],
  [
    'the roles of all groups add up by priority, each once',
    null,
    ['agents', 'quality', 'supervisors'],
    'GROUP',
    ['supervisor', 'wfo.team_leader', 'wfo.quality_manager', 'agent'],
  ],
  ['a group without roles adds nothing', null, ['plain', 'agents'], 'GROUP', ['agent']],
  ['groups that set no roles give no value', null, ['plain'], 'GROUP', null],
  ['a group with an empty list gives an empty value', null, ['empty'], 'GROUP', []],
  ['a group that is not assigned gives nothing', null, ['agents', 'unassigned'], 'GROUP', ['agent']],
])('%s', (...[, roles, groups, scope, values]) => {
  expect(valuesOf(roles, groups)).toEqual({ scope, profile: { roles: values } });
});

test.each([[['constructor']], [['unassigned']], [[]]])('people in %j alone are not assigned', (groups) => {
  expect(valuesOf(null, groups)).toBeUndefined();
});
