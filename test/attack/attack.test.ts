import { REFUSALS } from '../../src/kernel/refusals/table.ts';
import type { AttackCase, Blow, Mark } from '../support/attack-case.ts';
import { aMark, ATTACK_CLASSES, attributesOf, beginLogin, posted, strike } from '../support/attack-case.ts';
import { ATTACKS, HARMLESS } from '../support/attack-cases.ts';
import { changesOf } from '../support/attack-held.ts';
import { anAttackGateway, FIRST_TARGET, type AttackGateway, type ConnectionName } from '../support/attack-gateway.ts';
import { encode, type ResponseOptions } from '../support/saml-idp.ts';

/** Requests that are refused before they are an attempt to log in. */
const BEFORE_ANY_LOGIN = new Set([
  'REQUEST_INVALID',
  'MEDIA_TYPE_UNSUPPORTED',
  'METHOD_NOT_ALLOWED',
  'BODY_TOO_LARGE',
  'NOT_FOUND',
  'SAML_MESSAGE_MISSING',
]);

let field: AttackGateway;
const tally = new Map<string, { cases: number; refused: number; harmless: number }>();

function count(of: string, what: 'refused' | 'harmless'): void {
  const row = tally.get(of) ?? { cases: 0, refused: 0, harmless: 0 };
  tally.set(of, { ...row, cases: row.cases + 1, [what]: row[what] + 1 });
}

function table(): string {
  const line = (cells: readonly (string | number)[]): string =>
    `  ${String(cells[0]).padEnd(28)}${cells
      .slice(1)
      .map((cell) => String(cell).padStart(11))
      .join('')}\n`;
  const rows = ATTACK_CLASSES.flatMap((name) => {
    const { cases = 0, refused = 0, harmless = 0 } = tally.get(name) ?? {};
    return cases === 0 ? [] : [[name, cases, refused, harmless] as const];
  });
  const sum = (column: 1 | 2 | 3): number => rows.reduce((total, row) => total + row[column], 0);
  return [
    '\n',
    line(['attack class', 'cases', 'refused', 'harmless']),
    ...rows.map(line),
    line(['all', sum(1), sum(2), sum(3)]),
  ].join('');
}

afterAll(() => void process.stdout.write(table()));

/** A gateway and an account of Twilio of its own, to keep them small. */
function onItsOwnField(): void {
  beforeAll(async () => {
    field = await anAttackGateway();
  });
  afterAll(() => field.close());
}

const inTwilio = () => ({ workers: field.twilio.workers(), users: field.twilio.users() });

test('the suite has cases of every class, each under a name of its own', () => {
  const names = [...ATTACKS, ...HARMLESS].map((one) => `${one.class}: ${one.name}`);
  expect(names.length).toBeGreaterThanOrEqual(150);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  expect(new Set([...ATTACKS, ...HARMLESS].map((one) => one.class))).toEqual(new Set(ATTACK_CLASSES));
});

/** One signature where one will do: half of the time of the suite is signing. */
const cheaply = (at: string): ResponseOptions => (at === 'either' ? { sign: 'response' } : {});

async function rightful(connection: ConnectionName, mark: Mark, changes: ResponseOptions): Promise<Blow> {
  if (connection !== 'sp-only') return posted(mark.respond({ ...changes, ...cheaply(connection) }));
  const { requestId, relayState, cookie } = await beginLogin(field, connection);
  return { ...posted(mark.respond({ ...changes, inResponseTo: requestId })), relayState, cookie };
}

/** The rightful person gets in with the very assertion that the attack was made of: it has not been used up. */
async function getsInAfterwards({ uses, owned, connection }: AttackCase, mark: Mark): Promise<void> {
  if (owned === true) return;
  const changes =
    uses === true ? { assertionId: `${mark.assertionId}-next`, responseId: `${mark.responseId}-next` } : {};
  const answer = await strike(field, await rightful(connection, mark, changes), connection);
  expect({ status: answer.status, body: answer.status === 303 ? '' : await answer.text() }).toEqual({
    status: 303,
    body: '',
  });
}

describe.each(ATTACK_CLASSES.filter((name) => ATTACKS.some((one) => one.class === name)))('%s', (name) => {
  onItsOwnField();
  test.each(ATTACKS.filter((one) => one.class === name))('refused: $name', async (attack) => {
    const mark = aMark(attack.connection);
    const blow = await attack.build(mark, field);
    field.forget();
    const [before, held] = [inTwilio(), await field.held()];
    const answer = await strike(field, blow, attack.connection);
    const problem = (await answer.json()) as Record<string, unknown>;
    expect(problem).toMatchObject({ code: attack.expected });
    expect(answer.status).toBe(REFUSALS[attack.expected].status);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(answer.headers.get('location')).toBeNull();
    expect(field.twilio.requests()).toEqual([]);
    expect(inTwilio()).toEqual(before);
    const traces = BEFORE_ANY_LOGIN.has(attack.expected) ? 0 : 1;
    expect(field.kept()).toEqual({ sessions: 0, traces });
    // No claim, no fence, no desired state, no session, no entry of the outbox: store and outbox hold what they held.
    expect(changesOf(held, await field.held())).toEqual([]);
    const trace = await field.gateway.useCases.login.traces.read(String(problem['trace']));
    expect(trace?.code).toBe(traces === 1 ? attack.expected : undefined);
    expect(field.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    await getsInAfterwards(attack, mark);
    count(attack.class, 'refused');
  });
});

describe.each(ATTACK_CLASSES.filter((name) => HARMLESS.some((one) => one.class === name)))('%s', (name) => {
  onItsOwnField();
  test.each(HARMLESS.filter((one) => one.class === name))(
    'let in as what was signed, and nowhere else: $name',
    async ({ build, connection, roles = ['agent'], location = FIRST_TARGET, ...of }) => {
      const mark = aMark(connection);
      const answer = await strike(field, await build(mark, field), connection);
      expect({ status: answer.status, location: answer.headers.get('location') }).toEqual({ status: 303, location });
      const [cookie = '', ...others] = answer.headers.getSetCookie();
      expect(others).toEqual([]);
      const session = await fetch(`${field.url}/api/session`, { headers: { cookie: cookie.split(';')[0] ?? '' } });
      expect(await session.json()).toMatchObject({
        username: mark.email,
        email: mark.email,
        full_name: 'Ana Ruiz',
        roles,
        service_role: 'agent',
      });
      const worker = field.twilio.workers().find((one) => one.friendly_name === mark.email);
      const attributes = JSON.parse(worker?.attributes ?? '{}') as Record<string, unknown>;
      expect(attributes).toMatchObject({ email: mark.email, full_name: 'Ana Ruiz', roles });
      for (const key of ['team_sid', 'routing', 'disabled_skills']) expect(attributes).not.toHaveProperty(key);
      expect(Object.keys(Object.prototype)).toEqual([]);
      count(of.class, 'harmless');
    },
  );
});

describe('many at once', () => {
  onItsOwnField();
  test('twenty posts of one assertion give one session', async () => {
    const mark = aMark('either');
    const blow = { response: encode(mark.respond()) };
    field.forget();
    const answers = await Promise.all(Array.from({ length: 20 }, () => strike(field, blow, 'either')));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    const codes = await Promise.all(
      answers
        .filter(({ status }) => status !== 303)
        .map(async (answer) => ((await answer.json()) as { code: string }).code),
    );
    expect(new Set(codes)).toEqual(new Set(['SAML_REPLAYED']));
    expect(field.kept()).toEqual({ sessions: 1, traces: 20 });
    expect(field.twilio.workers().filter(({ friendly_name: name }) => name === mark.email)).toHaveLength(1);
    count('replay and request binding', 'refused');
  });

  test('twenty posts of one assertion in twenty responses give one session', async () => {
    const mark = aMark('either');
    field.forget();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        strike(field, { response: encode(mark.respond({ sign: 'assertion', responseId: `_r${index}` })) }, 'either'),
      ),
    );
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(field.kept()).toMatchObject({ sessions: 1 });
    count('replay and request binding', 'refused');
  });

  test('an attacker who asks for admin gets nothing of a rightful login beside', async () => {
    const mark = aMark('either');
    const forged = encode(mark.respond({ sign: 'none', attributes: attributesOf(mark.email, ['admin']) }));
    const [answer] = await Promise.all([
      strike(field, { response: encode(mark.respond()) }, 'either'),
      ...Array.from({ length: 10 }, () => strike(field, { response: forged }, 'either')),
    ]);
    expect(answer?.status).toBe(303);
    const worker = field.twilio.workers().find(({ friendly_name: name }) => name === mark.email);
    expect(JSON.parse(worker?.attributes ?? '{}')).toMatchObject({ roles: ['agent'] });
    count('signature forgery', 'refused');
  });
});
