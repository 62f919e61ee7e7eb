import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { ADMIN_TOKEN } from '../support/admin-calls.ts';
import { aGateway, aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { postToAcs, responseFor } from '../support/a-login.ts';

let twilio: TwilioStandIn;
let gateway: RunningGateway;
beforeAll(async () => {
  twilio = await aTwilioStandIn();
  gateway = await aGateway({ twilio });
});
afterAll(async () => {
  await gateway.close();
  await twilio.close();
});

test.each(['.', '..'])('nobody is called %p, whom no address of the API or the pages could name', async (nameId) => {
  const answer = await postToAcs(gateway, responseFor({ email: 'dot@corp.example', roles: ['admin'] }, { nameId }));
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ code: 'USERNAME_INVALID' });
});

test.each(['a/../b@x.example', '..%2f..@x.example', 'a?b#c@x.example', 'a\\b@x.example', '%2e%2e', '...'])(
  'a person called %p is found, blocked and let in again under that name',
  async (nameId) => {
    const login = await postToAcs(gateway, responseFor({ email: 'odd@corp.example' }, { nameId }));
    expect(login.status).toBe(303);
    for (const act of ['', '/block', '/unblock']) {
      const answer = await fetch(`${gateway.url}/api/admin/subjects/${encodeURIComponent(nameId)}${act}`, {
        method: act === '' ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
      });
      expect([answer.status, await answer.json()]).toMatchObject([200, { username: nameId }]);
    }
  },
);
