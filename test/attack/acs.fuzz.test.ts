import { array, assert, asyncProperty, constantFrom, oneof, tuple } from 'fast-check';
import { aMark, strike, piece, attributesOf, type Mark } from '../support/attack-case.ts';
import { anAttackGateway, type AttackGateway } from '../support/attack-gateway.ts';
import {
  byteMutation,
  mutateBytes,
  mutateTree,
  treeMutation,
  type ByteMutation,
  type ForeignXml,
  type TreeMutation,
} from '../support/attack-mutation.ts';
import { encode } from '../support/saml-idp.ts';

/** Posts to the real assertion consumer; more on demand: `ACS_FUZZ_RUNS=20000 npx jest acs.fuzz`. */
const RUNS = Number(process.env['ACS_FUZZ_RUNS'] ?? 60);

type Mutation = { readonly bytes: readonly ByteMutation[] } | { readonly tree: readonly TreeMutation[] };

const SIGNS = ['both', 'response', 'assertion'] as const;
const mutations = oneof(
  array(byteMutation, { minLength: 1, maxLength: 3 }).map((bytes): Mutation => ({ bytes })),
  array(treeMutation, { minLength: 1, maxLength: 4 }).map((tree): Mutation => ({ tree })),
);

let field: AttackGateway;
beforeAll(async () => {
  field = await anAttackGateway();
});
afterAll(() => field.close());

const tally = { runs: 0, refused: 0, asSigned: 0 };
afterAll(() => {
  const { runs, refused, asSigned } = tally;
  process.stdout.write(
    `\n  fuzzer at the ACS: ${runs} runs, ${refused} refused, ${asSigned} read as they were signed\n`,
  );
});

function foreignFor(mark: Mark, donor: Mark): ForeignXml {
  const xml = donor.respond({ sign: 'assertion', attributes: attributesOf(donor.email, ['agent']) });
  return {
    'donor assertion': piece(xml, /<saml2:Assertion.*<\/saml2:Assertion>/s),
    'donor signature': piece(xml, /<ds:Signature .*<\/ds:Signature>/s),
    'evil assertion': mark.evilAssertion,
  };
}

function mutate(xml: string, mutation: Mutation, foreign: ForeignXml): string {
  if ('tree' in mutation) return encode(mutateTree(xml, mutation.tree, foreign));
  let bytes: Buffer = Buffer.from(xml);
  for (const one of mutation.bytes) bytes = mutateBytes(bytes, one);
  return bytes.toString('base64');
}

const inTwilio = () => ({ workers: field.twilio.workers(), users: field.twilio.users() });

/** Refused: nothing anywhere, no error in the log. */
async function leavesNothing(answer: Response, before: ReturnType<typeof inTwilio>): Promise<void> {
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(field.kept().sessions).toBe(0);
  expect(field.twilio.requests()).toEqual([]);
  expect(inTwilio()).toEqual(before);
  expect(field.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
}

/** Let in: as one of the two whom the IdP signed, with the one role that it signed. */
async function isWhoWasSigned(answer: Response, people: readonly Mark[]): Promise<string> {
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const session = (await (await fetch(`${field.url}/api/session`, { headers: { cookie } })).json()) as {
    username: string;
  };
  expect(people.map(({ email }) => email)).toContain(session.username);
  expect(session).toMatchObject({ email: session.username, roles: ['agent'], service_role: 'agent' });
  const worker = field.twilio.workers().find(({ friendly_name: name }) => name === session.username);
  expect(JSON.parse(worker?.attributes ?? '{}')).toMatchObject({ email: session.username, roles: ['agent'] });
  return session.username;
}

test('a changed response is refused without a trace in Twilio, or lets in whom the IdP signed, as what it signed', async () => {
  const input = tuple(constantFrom(...SIGNS), mutations);
  const property = asyncProperty(input, async ([sign, mutation]) => {
    const [mark, donor] = [aMark('either'), aMark('either')];
    const xml = mark.respond({ sign });
    const changed = mutate(xml, mutation, foreignFor(mark, donor));
    field.forget();
    const before = inTwilio();
    const answer = await strike(field, { response: changed }, 'either');
    tally.runs += 1;
    if (answer.status === 303) {
      await isWhoWasSigned(answer, [mark, donor]);
      tally.asSigned += 1;
      return;
    }
    await leavesNothing(answer, before);
    tally.refused += 1;
    // The fence and the assertion are not used up: the rightful response still logs in.
    const rightful = await strike(field, { response: encode(xml) }, 'either');
    expect(rightful.status).toBe(303);
    expect(await isWhoWasSigned(rightful, [mark])).toBe(mark.email);
  });
  await assert(property, { numRuns: RUNS });
  expect(tally.runs).toBeGreaterThanOrEqual(RUNS);
  expect(tally.refused).toBeGreaterThan(0);
});
