import { Refusal } from '../kernel/refusal.ts';
import type { CliCommand } from './command.ts';
import { requireConfig } from './config-source.ts';

export const serve: CliCommand = {
  name: 'serve',
  summary: 'run the gateway',
  run: async ({ host }) => {
    requireConfig(host.env);
    // Loaded only here: no other command needs a server.
    const server = await import('../serve.ts');
    await server.serve(host.env, host.process, 'gateway');
    return undefined;
  },
};

export const sandbox: CliCommand = {
  name: 'sandbox',
  summary: 'run the gateway with an embedded IdP and a stand-in of Twilio',
  run: async ({ host }) => {
    if (host.env['NODE_ENV'] === 'production') {
      throw new Refusal('COMMAND_INVALID', { problem: 'the sandbox does not start with NODE_ENV=production' });
    }
    const server = await import('../serve.ts');
    await server.serve(host.env, host.process, 'sandbox');
    return undefined;
  },
};
