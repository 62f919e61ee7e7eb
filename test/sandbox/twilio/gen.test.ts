import { writeFileSync } from 'node:fs';
import { defaultSettings } from '../../../src/sandbox/twilio/settings.ts';
import { createWorld } from '../../../src/sandbox/twilio/world.ts';
import { digests, keyOf } from '../../support/openapi-digest.ts';
test('gen', () => {
  const account = { accountSid: 'AC', apiKey: { sid: 'SK', secret: 's' }, authToken: 't' };
  const { products } = createWorld({ account, clock: () => 0, settings: defaultSettings() }, {});
  const keys = products.flatMap(({ name, operations }) => operations.map(({ method, path }) => keyOf(name, method, path))).filter((k) => digests.has(k)).sort();
  writeFileSync('fixtures/twilio/fields.json', '{\n' + keys.map((k) => `  ${JSON.stringify(k)}: ${JSON.stringify(digests.get(k))}`).join(',\n') + '\n}\n');
});
