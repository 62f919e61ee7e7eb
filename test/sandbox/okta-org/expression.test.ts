import { checkNames, evaluate, type Scope } from '../../../src/sandbox/okta-org/expression/evaluate.ts';
import { parseExpression } from '../../../src/sandbox/okta-org/expression/parse.ts';
import { fillTemplate } from '../../../src/sandbox/okta-org/expression/template.ts';
import type { Value } from '../../../src/sandbox/okta-org/expression/functions.ts';

const VALUES = new Map<string, Value>([
  ['user.email', 'ana@corp.example'],
  ['user.firstName', 'Ana'],
  ['user.lastName', 'Ruiz'],
  ['user.middleName', null],
  ['user.userName', 'ana'],
  ['source.login', 'ana@corp.example'],
  ['appuser.roles', ['agent', 'wfo.team_leader']],
  ['org.externalKey', 'exk1'],
]);
const scope: Scope = {
  valueOf: (path) => VALUES.get(path.join('.')),
  groups: [
    { id: '00g1', name: 'flex-agents' },
    { id: '00g2', name: 'flex-supervisors' },
    { id: '00g3', name: 'Everyone' },
  ],
};
const value = (text: string): Value => evaluate(parseExpression(text), scope);

test.each<[string, Value]>([
  ['user.email', 'ana@corp.example'],
  ['user.firstName + " " + user.lastName', 'Ana Ruiz'],
  ["'it\\'s ' + 'so'", "it's so"],
  ['agent', 'agent'],
  ['"agent"', 'agent'],
  ['1 + 2', 3],
  ['1 + "2"', '12'],
  ['user.middleName', null],
  ['user.middleName ?: "none"', 'none'],
  ['user.middleName == null ? user.lastName : user.middleName', 'Ruiz'],
  ['true AND !false', true],
  ['false || user.email == "ana@corp.example"', true],
  ['user.firstName != "Ana"', false],
  ['appuser.roles', ['agent', 'wfo.team_leader']],
  ['Arrays.toCsvString(appuser.roles)', 'agent,wfo.team_leader'],
  ['Arrays.contains(appuser.roles, "agent")', true],
  ['Arrays.size({"a", "b"})', 2],
  ['Arrays.get(appuser.roles, 1)', 'wfo.team_leader'],
  ['Arrays.isEmpty(Arrays.remove({"a"}, "a"))', true],
  ['Arrays.flatten({"a"}, Arrays.add({"b"}, "c"))', ['a', 'b', 'c']],
  ['String.substringBefore(user.email, "@")', 'ana'],
  ['String.substringAfter(user.email, "@")', 'corp.example'],
  ['String.toUpperCase(user.firstName)', 'ANA'],
  ['String.join("-", user.firstName, user.lastName)', 'Ana-Ruiz'],
  ['String.replace("a.b.c", ".", "")', 'abc'],
  ['String.replaceFirst("a.b.c", ".", "$&")', 'a$&b.c'],
  ['String.stringContains(user.email, "corp")', true],
  ['String.substring("abcdef", 1, 3)', 'bc'],
  ['String.len(String.removeSpaces("a b c"))', 3],
  ['Convert.toInt("7.9")', 7],
  ['isMemberOfGroup("00g2")', true],
  ['isMemberOfGroupName("flex")', false],
  ['isMemberOfGroupNameStartsWith("flex-")', true],
  ['isMemberOfGroupNameRegex("flex")', false],
  ['Groups.startsWith("OKTA", "flex-", 1)', ['flex-agents']],
  ['Groups.contains("OKTA", "e", 10)', ['flex-agents', 'flex-supervisors', 'Everyone']],
  ['getFilteredGroups({"00g2"}, "group.name", 40)', ['flex-supervisors']],
])('%s', (text, expected) => {
  expect(value(text)).toEqual(expected);
});

test.each([
  ['user.shoeSize', 'unknown attribute “user.shoeSize”'],
  ['String.reverse("a")', 'unknown function “String.reverse”'],
  ['user.email ~ "a"', 'unknown syntax'],
  ['user.email +', 'it ends too early'],
  ['user.email user.email', 'unexpected “user.email”'],
  ['("a"', 'it ends too early'],
  ['"open', 'unknown syntax'],
  ['', 'it ends too early'],
  ['user.getGroups({})', 'unknown function'],
  ['constructor.constructor', 'unknown attribute'],
])('%s is refused, not guessed', (text, says) => {
  expect(() => value(text)).toThrow(says);
});

test('a name in a branch that is not taken is checked all the same', () => {
  const text = 'true ? "a" : user.shoeSize';
  expect(value(text)).toBe('a');
  expect(() => checkNames(parseExpression(text), scope.valueOf)).toThrow('unknown attribute “user.shoeSize”');
});

test.each([
  ['${user.userName}', 'ana'],
  ['${fn:substringBefore(source.login, "@")}', 'ana'],
  ['http://www.okta.com/${org.externalKey}', 'http://www.okta.com/exk1'],
  ['plain', 'plain'],
])('the template %s', (template, expected) => {
  expect(fillTemplate(template, scope)).toBe(expected);
});
