import { correlate } from '../../src/saml/correlate.ts';
import type { FinishLogin, LoginAttempts } from '../../src/saml/login-attempts.ts';
import { refusalFrom } from '../support/saml-refusal.ts';

const asked: FinishLogin[] = [];
const attempts: Pick<LoginAttempts, 'finish'> = {
  finish: (login) => {
    asked.push(login);
    return Promise.resolve({ returnTo: 'https://desk.example/' });
  },
};
beforeEach(() => asked.splice(0));

const posted = { relayState: 'https://desk.example/tile', browserSecret: 'secret' };

test('a login that began here is finished, whether or not others are welcome', async () => {
  for (const idpInitiated of [true, false])
    expect(
      await correlate(
        { connection: { name: 'okta', idpInitiated }, assertion: { inResponseTo: '_r' }, posted },
        attempts,
      ),
    ).toEqual({
      initiator: 'sp',
      returnTo: 'https://desk.example/',
    });
  expect(asked).toHaveLength(2);
  expect(asked[0]).toEqual({ connection: 'okta', inResponseTo: '_r', ...posted });
});

test('an empty InResponseTo is no invitation', async () => {
  await correlate(
    { connection: { name: 'okta', idpInitiated: true }, assertion: { inResponseTo: '' }, posted },
    attempts,
  );
  expect(asked).toHaveLength(1);
});

test('a login that began at the IdP brings its wish for an address', async () => {
  const connection = { name: 'okta', idpInitiated: true };
  expect(await correlate({ connection, assertion: {}, posted }, attempts)).toEqual({
    initiator: 'idp',
    returnTo: 'https://desk.example/tile',
  });
  expect(
    await correlate({ connection, assertion: {}, posted: { ...posted, relayState: undefined } }, attempts),
  ).toEqual({ initiator: 'idp' });
  expect(asked).toHaveLength(0);
});

test('a login that began at the IdP is refused where the connection does not accept it', async () => {
  const refusal = refusalFrom(
    correlate({ connection: { name: 'okta', idpInitiated: false }, assertion: {}, posted }, attempts),
  );
  expect((await refusal).code).toBe('SAML_UNSOLICITED');
});
