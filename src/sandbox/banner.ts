import type { Sandbox } from './start.ts';

type Announced = Pick<Sandbox, 'url' | 'verifyCommand' | 'setupCommand' | 'storeUrl'> & {
  readonly idp: Pick<Sandbox['idp'], 'url' | 'apiToken'>;
  readonly twilio: Pick<Sandbox['twilio'], 'url'>;
};

/** The file can name a Redis; the stand-ins never keep anything. Its address may hold a password, so it is not said. */
const lifetime = (storeUrl: string): string =>
  storeUrl === 'memory'
    ? 'Everything is kept in memory and lost when you stop it (Ctrl+C).'
    : 'Logins are kept in Redis; people, groups and what Twilio holds are lost when you stop it (Ctrl+C).';

/** What the sandbox says as it starts. */
export const sandboxBanner = ({ url, idp, twilio, verifyCommand, setupCommand, storeUrl }: Announced): string =>
  [
    `Flexgate sandbox: open ${url}`,
    `  identity provider ${idp.url}   stand-in of Twilio ${twilio.url}`,
    `  Okta management API ${idp.url}/api/v1   API token (SSWS) ${idp.apiToken}`,
    '  Compare its app with the gateway, in another shell:',
    `    ${verifyCommand}`,
    '  See what setup would make in a new org (--yes in place of --plan makes it):',
    `    ${setupCommand}`,
    `  ${lifetime(storeUrl)}`,
  ].join('\n');
