import { renderDocs } from '../../src/pages/docs/render-docs.tsx';
import { aGateway, aTwilioStandIn } from '../support/a-gateway.ts';

test('a composed gateway serves the docs page that is rendered from its own API description', async () => {
  const twilio = await aTwilioStandIn();
  const gateway = await aGateway({ twilio });
  const page = await (await fetch(`${gateway.url}/api/docs`)).text();
  const description = await (await fetch(`${gateway.url}/api/openapi.json`)).json();
  await gateway.close();
  await twilio.close();
  expect(page).toBe(renderDocs(description as Parameters<typeof renderDocs>[0]));
  expect(page).toContain('/api/token');
});
