import { aGateway, aTwilioStandIn } from '../support/a-gateway.ts';
import { logIn, postToAcs, responseFor } from '../support/a-login.ts';
import { ACS_URL, iso } from '../support/saml-idp.ts';

const MINUTE = 60_000;
const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

const confirmedUntil = (end: number): string =>
  `<saml2:SubjectConfirmation Method="${BEARER}"><saml2:SubjectConfirmationData Recipient="${ACS_URL}"` +
  ` NotOnOrAfter="${iso(end)}"/></saml2:SubjectConfirmation>`;

/**
 * The fence refuses what is older than the newest login. What was issued at the very same moment (many IdPs write whole
 * seconds) and says the same is let in, so the used ids alone stand between it and a second session.
 */
test('an assertion with a second, longer confirmation is remembered for as long as that one', async () => {
  const twilio = await aTwilioStandIn();
  let now = Date.now();
  const gateway = await aGateway({ twilio, ports: { clock: () => now } });
  const issuedAt = now;
  const confirmationsXml = `${confirmedUntil(issuedAt + MINUTE)}${confirmedUntil(issuedAt + 14 * MINUTE)}`;
  const said = { now: issuedAt, notOnOrAfter: iso(issuedAt + 14 * MINUTE), confirmationsXml };
  const stolen = responseFor({}, { ...said, assertionId: '_a' });
  expect((await postToAcs(gateway, stolen)).status).toBe(303);
  await logIn(gateway, {}, { ...said, assertionId: '_b' });

  now = issuedAt + 13.5 * MINUTE;
  const again = await postToAcs(gateway, stolen);
  expect(again.status).toBe(403);
  expect(await again.json()).toMatchObject({ code: 'SAML_REPLAYED' });
  await gateway.close();
  await twilio.close();
});
