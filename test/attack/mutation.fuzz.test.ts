import { isDeepStrictEqual } from 'node:util';
import { array, assert, asyncProperty, constantFrom, tuple, type Arbitrary } from 'fast-check';
import { isRefusal } from '../../src/kernel/refusal.ts';
import { judge } from '../../src/roles/decide.ts';
import { createInThreadVerifier } from '../../src/saml/response-verifier.in-thread.ts';
import { createServiceProvider } from '../../src/saml/service-provider.node-saml.ts';
import type { VerifiedAssertion } from '../../src/saml/verified-assertion.ts';
import { piece } from '../support/attack-case.ts';
import {
  byteMutation,
  FUZZ_RUNS,
  mutateBytes,
  mutateTree,
  treeMutation,
  type ByteMutation,
  type ForeignXml,
} from '../support/attack-mutation.ts';
import { aConnection } from '../support/saml-builders.ts';
import {
  assertionXml,
  encode,
  ENTRA,
  KEYCLOAK,
  NOW,
  OKTA,
  samlResponse,
  type ResponseOptions,
} from '../support/saml-idp.ts';
import { otherIdpKey } from '../support/saml-keys.ts';

/** What the IdP has really signed, each under an assertion ID of its own. */
const SEEDS: readonly { readonly name: string; readonly options: ResponseOptions }[] = [
  { name: 'Okta, both signed', options: { style: OKTA, sign: 'both' } },
  { name: 'Okta, response signed', options: { style: OKTA, sign: 'response' } },
  { name: 'Okta, assertion signed', options: { style: OKTA, sign: 'assertion' } },
  { name: 'Keycloak, response signed', options: { style: KEYCLOAK, sign: 'response', signing: { prefixes: '' } } },
  { name: 'Entra, assertion signed', options: { style: ENTRA, sign: 'assertion', signing: { prefixes: '' } } },
];

const seeds = SEEDS.map(({ name, options }, index) => ({
  name,
  xml: samlResponse({ ...options, assertionId: `_seed-${index}`, responseId: `_response-${index}` }),
}));

/** Another person’s assertion, as rightful as the seeds. */
const DONOR: ResponseOptions = {
  sign: 'assertion',
  assertionId: '_donor',
  responseId: '_donor-response',
  nameId: 'bob@corp.example',
  attributes: [
    ['email', ['bob@corp.example']],
    ['full_name', ['Bob Ng']],
    ['roles', ['admin']],
  ],
};
const donor = samlResponse(DONOR);
const EVIL: ResponseOptions = { ...DONOR, assertionId: '_evil', nameId: 'eve@evil.example' };
const foreign: ForeignXml = {
  'donor assertion': piece(donor, /<saml2:Assertion.*<\/saml2:Assertion>/s),
  'donor signature': piece(donor, /<ds:Signature .*<\/ds:Signature>/s),
  'evil assertion': assertionXml(EVIL),
};
const evilSigned = samlResponse({
  ...EVIL,
  signing: { key: otherIdpKey().privateKey, certificate: otherIdpKey().certificate },
});

const connection = aConnection();
const { consume, close } = createServiceProvider({ connections: [connection], verifier: createInThreadVerifier() });
afterAll(close);

/** All that a login is made of, or the code that refuses it. Anything else that is thrown fails the test. */
async function attempt(encoded: string): Promise<{ readonly code: string } | { readonly granted: object; id: string }> {
  try {
    const assertion = await consume(connection, encoded, NOW);
    const { outcome } = judge({
      username: assertion.nameId.value,
      attributes: assertion.attributes,
      policy: connection.policy,
    });
    if ('refusal' in outcome) return { code: outcome.refusal.code };
    return { granted: told(assertion, outcome.assignment), id: assertion.id };
  } catch (error) {
    if (isRefusal(error)) return { code: error.code };
    throw error;
  }
}

/** Which signature was verified may differ; nothing that it says may. */
const told = (assertion: VerifiedAssertion, assignment: object): object => ({
  assertion: { ...assertion, signedBy: undefined },
  assignment,
});

const signed = new Map<string, object>();
const tally = { runs: 0, unharmed: 0, codes: new Map<string, number>() };

beforeAll(async () => {
  for (const xml of [...seeds.map((seed) => seed.xml), donor]) {
    const login = await attempt(encode(xml));
    if ('code' in login) throw new Error(`a seed is refused: ${login.code}`);
    signed.set(login.id, login.granted);
  }
});
afterAll(() => {
  const codes = [...tally.codes].toSorted(([, a], [, b]) => b - a).map(([code, count]) => `${code} ${count}`);
  process.stdout.write(
    `\n  mutation fuzzer: ${tally.runs} runs, ${tally.runs - tally.unharmed} refused, ${tally.unharmed} read as they were signed\n` +
      `  ${codes.join(', ')}\n`,
  );
});

async function holds(encoded: string): Promise<void> {
  const login = await attempt(encoded);
  const isRefused = 'code' in login;
  const isRight = isRefused ? login.code !== 'INTERNAL' : isDeepStrictEqual(login.granted, signed.get(login.id));
  expect({ isRight, login }).toEqual({ isRight: true, login });
  tally.runs += 1;
  if (isRefused) tally.codes.set(login.code, (tally.codes.get(login.code) ?? 0) + 1);
  else tally.unharmed += 1;
}

const seed = constantFrom(...seeds);
const holdsFor = <T>(input: Arbitrary<T>, property: (value: T) => Promise<void>): Promise<void> =>
  assert(asyncProperty(input, property), { numRuns: Math.ceil(FUZZ_RUNS / 4), endOnFailure: FUZZ_RUNS > 10_000 });

const mutated = (bytes: Buffer, mutations: readonly ByteMutation[]): Buffer =>
  // oxlint-disable-next-line unicorn/no-array-reduce -- one after the other is what a reduction is
  mutations.reduce<Buffer>(mutateBytes, bytes);

describe('a message that was changed is refused, or says what was signed', () => {
  test('bytes of the XML', () => {
    const input = tuple(seed, array(byteMutation, { minLength: 1, maxLength: 3 }));
    const runs = holdsFor(input, ([{ xml }, mutations]) =>
      holds(mutated(Buffer.from(xml), mutations).toString('base64')),
    );
    return expect(runs).resolves.toBeUndefined();
  });

  test('letters of the base64', () => {
    const input = tuple(seed, array(byteMutation, { minLength: 1, maxLength: 2 }));
    const runs = holdsFor(input, ([{ xml }, mutations]) =>
      holds(mutated(Buffer.from(encode(xml)), mutations).toString('latin1')),
    );
    return expect(runs).resolves.toBeUndefined();
  });

  test('elements, attributes and texts of the tree', () => {
    const input = tuple(seed, array(treeMutation, { minLength: 1, maxLength: 4 }));
    const runs = holdsFor(input, ([{ xml }, mutations]) => holds(encode(mutateTree(xml, mutations, foreign))));
    return expect(runs).resolves.toBeUndefined();
  });

  test('pieces of several messages', () => {
    const input = tuple(seed, constantFrom(donor, evilSigned), array(treeMutation, { maxLength: 3 }));
    const runs = holdsFor(input, ([{ xml }, other, mutations]) => {
      const inserted = piece(other, /<saml2:Assertion.*<\/saml2:Assertion>/s);
      const swapped = xml.replace(/<(\w+:)?Assertion.*<\/(\w+:)?Assertion>/s, () => inserted);
      return holds(encode(mutateTree(swapped, mutations, foreign)));
    });
    return expect(runs).resolves.toBeUndefined();
  });
});

test('a rightful message in place of another is one, and one of another key is none', async () => {
  const byAssertion = seeds[2]?.xml ?? '';
  const exchange = (xml: string): string =>
    byAssertion.replace(/<saml2:Assertion.*<\/saml2:Assertion>/s, () =>
      piece(xml, /<saml2:Assertion.*<\/saml2:Assertion>/s),
    );
  expect(await attempt(encode(exchange(donor)))).toMatchObject({ id: '_donor' });
  expect(await attempt(encode(exchange(evilSigned)))).toEqual({ code: 'SAML_SIGNATURE_INVALID' });
});
