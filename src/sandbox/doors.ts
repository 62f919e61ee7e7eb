import type { Doors } from '../compose/routes.ts';
import type { Config } from '../config/config.ts';
import { get } from '../http/endpoint.ts';
import { renderSandboxHome } from './home.tsx';
import type { SandboxIdp } from './idp/start.ts';
import { STYLESHEET } from './ui/assets.ts';
import type { PersonView } from './ui/person-view.ts';

async function peopleAt(idpUrl: string): Promise<readonly PersonView[]> {
  const response = await fetch(`${idpUrl}/api/people`);
  return (await response.json()) as readonly PersonView[];
}

interface SandboxOrg {
  readonly idp: Pick<SandboxIdp, 'url' | 'apiToken'>;
  readonly verifyCommand: string;
  readonly setupCommand: string;
}

/** What the gateway shows in the sandbox in place of its own start page. It asks the IdP over HTTP, as a browser would. */
export const sandboxDoors = ({ connections }: Config, { idp, verifyCommand, setupCommand }: SandboxOrg): Doors => ({
  home: async () =>
    renderSandboxHome({
      people: await peopleAt(idp.url),
      idpUrl: idp.url,
      api: { url: `${idp.url}/api/v1`, token: idp.apiToken, verifyCommand, setupCommand },
      gatewayName: 'Flexgate',
      connections: connections.map(({ name, label }) => ({ name, label })),
    }),
  sandbox: async (username) => {
    const person = (await peopleAt(idp.url)).find(({ login }) => login === username);
    return person && { homeUrl: '/', editRolesUrl: person.editUrl, loginAgainUrl: person.tileUrl };
  },
  endpoints: [
    get(STYLESHEET.path, {
      access: 'public',
      summary: 'Stylesheet of the sandbox',
      platform: true,
      handle: async () => ({ status: 200, text: STYLESHEET }),
    }),
  ],
});
