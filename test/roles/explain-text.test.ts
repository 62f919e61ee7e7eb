import { decide, judge } from '../../src/roles/decide.ts';
import { assignmentLines, explanationLines } from '../../src/roles/explain-text.ts';
import { anaWith, aPolicy, aRule } from '../support/a-policy.ts';

const place = { file: 'flexgate.yaml', line: 3, column: 5 };
const policy = aPolicy({
  ceiling: 'supervisor',
  aliases: new Map([['Lead', 'supervisor']]),
  rules: [aRule({ attribute: 'groups', matches: 'QM-.*' }, ['wfo.quality_manager'], { name: 'quality', place })],
});

test('an assignment is one line for each role and each attribute', () => {
  const assignment = decide({
    username: 'ana@example.com',
    attributes: anaWith(['agent', 'Lead', 'admin', 'Chief'], {
      groups: ['QM-1', 'Everyone'],
      phone: '',
      team_sid: 'QO1',
    }),
    policy,
  });
  expect(assignmentLines(assignment)).toEqual([
    'ana@example.com (identity ana_40example_2Ecom): supervisor, wfo.quality_manager',
    'Connection okta',
    'Roles',
    '  x admin is refused: “roles” names it, but supervisor is the highest role that this connection may give.',
    '  + supervisor is granted: “roles” holds its alias “Lead”.',
    '  - agent does not count: “roles” names it, but the higher role wins.',
    '  + wfo.quality_manager is granted: “quality” (flexgate.yaml:3:5) matches as “groups” is “QM-1”.',
    '  x “Chief” grants nothing: it is no role name and no alias, and no rule that matches reads it.',
    'Attributes',
    '  + “email” fills email.',
    '  + “full_name” fills full_name.',
    '  + “roles” is read for roles.',
    '  + “groups” is copied to the worker attribute “groups”.',
    '  - “phone” came without a value: the worker attribute “phone” is removed.',
    '    “team_sid” is not copied: the worker attribute of this name is written by others, or decided from other attributes.',
  ]);
});

test('a refused login is told in the same way', () => {
  const { explanation } = judge({ username: 'ana', attributes: anaWith('admin'), policy });
  expect(explanationLines(explanation)).toEqual([
    'Connection okta',
    'Roles',
    '  x admin is refused: “roles” names it, but supervisor is the highest role that this connection may give.',
    'Attributes',
    '  + “email” fills email.',
    '  + “full_name” fills full_name.',
    '  + “roles” is read for roles.',
  ]);
});

test('lines hold nothing that moves the cursor or turns the text round', () => {
  const attributes = anaWith(['agent', 'x\u001b[2J', '\u202enimda'], { 'na\u001b[31mme\u200b': 'v' });
  const lines = assignmentLines(decide({ username: 'ana', attributes, policy }));
  expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(lines.join('\n')).toContain('\\u{1b}[2J');
});
