import { configJsonSchema } from '../config/validate.ts';
import type { CliCommand } from './command.ts';

export const configSchema: CliCommand = {
  name: 'config schema',
  summary: 'the JSON Schema of the configuration file, for editors',
  run: async () => {
    const schema = configJsonSchema();
    return { ok: true, json: schema, text: () => JSON.stringify(schema, null, 2) };
  },
};
