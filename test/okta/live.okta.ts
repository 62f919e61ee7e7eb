import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { announcement, type Live } from './live-plan.ts';
import type * as LiveRun from './live-run.ts';

/**
 * The real thing: `npm run test:okta -- --yes`. Needs OKTA_ORG (https://acme.okta.com) and OKTA_API_TOKEN of an application
 * and user administrator, best of a developer org. Twilio is the stand-in of the sandbox: nothing is written to an account.
 */
const say = (text: string): void => void process.stdout.write(`${text}\n`);

function refuse(text: string): never {
  process.stderr.write(`${text}\n`);
  process.exit(2);
}

function liveFrom(env: NodeJS.ProcessEnv): Live {
  const [org, token] = [env['OKTA_ORG'] ?? '', env['OKTA_API_TOKEN'] ?? ''];
  const missing = [org === '' ? 'OKTA_ORG' : '', token === '' ? 'OKTA_API_TOKEN' : ''].filter((name) => name !== '');
  if (missing.length > 0) {
    refuse(
      `The live test needs an Okta org: set ${missing.join(' and ')}.\n` +
        'OKTA_ORG is its address (https://acme.okta.com, not the -admin one), OKTA_API_TOKEN a token from Security > API > Tokens.',
    );
  }
  return { org: new URL(org).origin, token, name: `flexgate-live-${randomBytes(4).toString('hex')}` };
}

/** Ctrl-C stops the test after the step that it is in, not the removal of what it made. */
function onInterrupt(stop: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      process.stderr.write(`${signal}: stopping; what was made is removed first\n`);
      stop();
    });
  }
}

async function main(): Promise<void> {
  const live = liveFrom(process.env);
  say(announcement(live));
  if (!process.argv.includes('--yes') && process.env['CONFIRM'] !== '1')
    refuse('\nGive --yes, or CONFIRM=1, to do it.');
  // Loaded only now: whoever asks what it would do need not wait for it.
  const { Made, run } = createRequire(__filename)('./live-run.ts') as typeof LiveRun;
  const made = new Made();
  let failure: unknown;
  onInterrupt(() => made.close());
  await run(live, made).catch((error: unknown) => {
    failure = error;
  });
  const clean = await made.removeAll();
  if (failure !== undefined)
    process.stderr.write(`${failure instanceof Error ? failure.message : 'something that is no error was thrown'}\n`);
  say(failure === undefined && clean ? 'The live test passed.' : 'The live test FAILED.');
  process.exitCode = failure === undefined && clean ? 0 : 1;
}

void main();
