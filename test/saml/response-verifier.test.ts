import { createInThreadVerifier } from '../../src/saml/response-verifier.in-thread.ts';
import { createPooledVerifier } from '../../src/saml/response-verifier.piscina.ts';
import type { ResponseVerifier } from '../../src/saml/response-verifier.ts';
import { aTrust } from '../support/saml-builders.ts';
import { ASSERTION_ID, encode, NOW, postedResponse } from '../support/saml-idp.ts';
import { refusalFrom } from '../support/saml-refusal.ts';

const adapters: readonly (readonly [string, () => ResponseVerifier])[] = [
  ['in this thread', createInThreadVerifier],
  ['in a pool of threads', () => createPooledVerifier({ threads: 1, maxQueue: 10 })],
];

describe.each(adapters)('verifying %s', (_name, create) => {
  let verifier: ResponseVerifier;
  beforeAll(() => {
    verifier = create();
  });
  afterAll(() => verifier.close());

  test('answers the assertion, its attributes still a Map', async () => {
    const verified = await verifier.verify({ encoded: postedResponse(), trust: aTrust(), now: NOW });
    expect(verified).toMatchObject({ id: ASSERTION_ID, connection: 'okta', signedBy: ['response'] });
    expect(verified.attributes.get('roles')).toEqual(['supervisor', 'wfo.team_leader']);
  });

  test('refuses with code, evidence and detail', async () => {
    const posted = { encoded: postedResponse({ audiences: ['urn:other'] }), trust: aTrust(), now: NOW };
    expect(await refusalFrom(verifier.verify(posted))).toEqual({
      code: 'SAML_AUDIENCE_MISMATCH',
      evidence: { expected: 'urn:gw:flex', received: ['urn:other'] },
      detail: expect.stringContaining('Expected “urn:gw:flex”, received “urn:other”.'),
    });
  });

  test.each([
    { encoded: '', code: 'SAML_MESSAGE_MISSING' },
    { encoded: 'no base64', code: 'SAML_NOT_BASE64' },
    { encoded: encode('<a>'), code: 'SAML_MALFORMED' },
  ])('refuses “$encoded” with $code', async ({ encoded, code }) => {
    expect((await refusalFrom(verifier.verify({ encoded, trust: aTrust(), now: NOW }))).code).toBe(code);
  });

  test('keeps connections apart when many are verified side by side', async () => {
    const answers = await Promise.all(
      ['a', 'b', 'a', 'b'].map((connection) =>
        verifier.verify({ encoded: postedResponse(), trust: aTrust({ connection }), now: NOW }),
      ),
    );
    expect(answers.map(({ connection }) => connection)).toEqual(['a', 'b', 'a', 'b']);
  });
});

test('a pool with all threads busy and its queue full refuses one more, and takes the next later', async () => {
  const verifier = createPooledVerifier({ threads: 1, maxQueue: 1 });
  const verify = () => verifier.verify({ encoded: postedResponse(), trust: aTrust(), now: NOW });
  const accepted = [verify(), verify()];
  expect(await refusalFrom(verify())).toMatchObject({ code: 'SAML_VERIFIER_BUSY', evidence: {} });
  expect(await Promise.all(accepted)).toHaveLength(2);
  expect((await verify()).id).toBe(ASSERTION_ID);
  await verifier.close();
});

test('a pool without queue takes as many as it has threads', async () => {
  const verifier = createPooledVerifier({ threads: 1, maxQueue: 0 });
  const verify = () => verifier.verify({ encoded: postedResponse(), trust: aTrust(), now: NOW });
  const first = verify();
  expect((await refusalFrom(verify())).code).toBe('SAML_VERIFIER_BUSY');
  expect((await first).id).toBe(ASSERTION_ID);
  await verifier.close();
});

test('a pool answers in the order in which it was asked: whoever waits is not overtaken', async () => {
  const verifier = createPooledVerifier({ threads: 1, maxQueue: 20 });
  const order = Array.from({ length: 12 }, (_, place) => place);
  const answered: number[] = [];
  const encoded = postedResponse();
  await Promise.all(
    order.map(async (place) => {
      await verifier.verify({ encoded, trust: aTrust(), now: NOW });
      answered.push(place);
    }),
  );
  expect(answered).toEqual(order);
  await verifier.close();
});
