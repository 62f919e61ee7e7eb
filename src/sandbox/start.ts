import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compose } from '../compose/gateway.ts';
import type { Gateway } from '../compose/gateway.ts';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { nodeSources } from '../config/node-sources.ts';
import { sandboxDoors } from './doors.ts';
import { startSandboxIdp } from './idp/start.ts';
import type { SandboxIdp } from './idp/start.ts';
import { generateSigningKeys, type SigningKeys } from './idp/signing-keys.ts';
import { startTwilioStandIn } from './twilio/start.ts';
import type { TwilioStandIn } from './twilio/stand-in.ts';

export interface SandboxOptions {
  /** Of the gateway; the stand-ins use the ports given here. */
  readonly port: number;
  readonly idpPort: number;
  /** Base URL of the IdP for browsers. Default: http://localhost:{idpPort} */
  readonly idpUrl?: string;
  readonly twilioPort: number;
  /** Address to listen on; 0.0.0.0 inside a container. */
  readonly host: string;
  readonly environment: 'production' | 'development' | 'sandbox';
}

export interface Sandbox {
  readonly url: string;
  readonly gateway: Gateway;
  readonly idp: SandboxIdp;
  readonly twilio: TwilioStandIn;
  /** A line to paste into a shell, in the folder of the sandbox: compares the IdP's app with the gateway. */
  readonly verifyCommand: string;
  /** Another: the plan of a second app, as `okta setup` makes one in a new org. With --yes in place of --plan it is made. */
  readonly setupCommand: string;
  /** As in the configuration: `memory`, or a Redis URL. */
  readonly storeUrl: string;
  close(): Promise<void>;
}

const FILE = join(__dirname, '../../config/sandbox.yaml');
const CONNECTION = 'okta';

/** What config/sandbox.yaml asks for: the same file an operator would write, with the stand-ins’ addresses. */
const valuesOf = (url: string, idp: SandboxIdp, twilio: TwilioStandIn): Readonly<Record<string, string>> => ({
  SANDBOX_URL: url,
  SANDBOX_ADMIN_TOKEN: randomBytes(24).toString('base64url'),
  SANDBOX_IDP_METADATA_URL: idp.metadataUrl,
  SANDBOX_TWILIO_URL: twilio.url,
  SANDBOX_TWILIO_ACCOUNT_SID: twilio.accountSid,
  SANDBOX_TWILIO_API_KEY_SID: twilio.apiKey.sid,
  SANDBOX_TWILIO_API_KEY_SECRET: twilio.apiKey.secret,
  SANDBOX_TWILIO_AUTH_TOKEN: twilio.authToken,
  SANDBOX_TWILIO_WORKSPACE_SID: twilio.workspaceSid,
  SANDBOX_TWILIO_CONVERSATIONS_SERVICE_SID: twilio.conversationsServiceSid,
});

/** The commands read the sandbox's own configuration, of which they need only these two addresses. */
const command = (url: string, idp: SandboxIdp, words: string): string =>
  [
    `OKTA_ORG=${idp.url}`,
    `OKTA_API_TOKEN=${idp.apiToken}`,
    `SANDBOX_URL=${url}`,
    `SANDBOX_IDP_METADATA_URL=${idp.metadataUrl}`,
    `node dist/cli/main.js okta ${words} --config config/sandbox.yaml`,
  ].join(' ');

const commandsOf = (url: string, idp: SandboxIdp): Pick<Sandbox, 'verifyCommand' | 'setupCommand'> => ({
  verifyCommand: command(url, idp, 'verify'),
  setupCommand: command(url, idp, 'setup --label Flexgate-2 --plan'),
});

interface Around {
  readonly idp: SandboxIdp;
  readonly twilio: TwilioStandIn;
  /** The gateway's own: signs its messages to the IdP, which single logout needs. */
  readonly keys: SigningKeys;
}

/** A key is made at every start, and needs no line in the file: with it both sides can end each other's sessions. */
const signing = (config: Config, { privateKey: signingKey, certificate: signingCertificate }: SigningKeys): Config => ({
  ...config,
  connections: config.connections.map((connection) => ({
    ...connection,
    sp: { ...connection.sp, signingKey, signingCertificate },
  })),
});

async function standIns(url: string, options: SandboxOptions): Promise<Around> {
  const { host, environment, idpPort, twilioPort, idpUrl = `http://localhost:${idpPort}` } = options;
  // Only the browser's way must be open to other machines: never the stand-in of Twilio.
  const twilio = await startTwilioStandIn({ port: twilioPort, host: '127.0.0.1', environment });
  const base = `${url}/saml/${CONNECTION}`;
  const keys = await generateSigningKeys('flexgate sandbox', Date.now());
  const idp = await startSandboxIdp({
    port: idpPort,
    host,
    publicUrl: idpUrl,
    spAcsUrl: `${base}/acs`,
    spEntityId: `${base}/metadata`,
    spLogout: { url: `${base}/logout`, certificate: keys.certificate },
    environment,
  });
  return { idp, twilio, keys };
}

/** Starts the gateway with both stand-ins around it, each a server of its own. Rejects in production. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const url = `http://localhost:${options.port}`;
  const around = await standIns(url, options);
  try {
    return await startGateway(url, around, options);
  } catch (error) {
    // A server that stays open would keep the process alive, without a gateway.
    await Promise.all([around.idp.close(), around.twilio.close()]);
    throw error;
  }
}

async function startGateway(url: string, { idp, twilio, keys }: Around, options: SandboxOptions): Promise<Sandbox> {
  const { port, host, environment } = options;
  const loaded = await loadConfig(readFileSync(FILE, 'utf8'), {
    ...nodeSources,
    file: 'config/sandbox.yaml',
    env: valuesOf(url, idp, twilio),
    environment,
    port,
  });
  const config = signing(loaded.config, keys);
  const commands = commandsOf(url, idp);
  const gateway = compose(config, {}, sandboxDoors(config, { idp, ...commands }));
  const server = await gateway.listen(host);
  return {
    url,
    gateway,
    idp,
    twilio,
    ...commands,
    storeUrl: config.store.url,
    close: async () => {
      await server.close();
      await Promise.all([gateway.close(), idp.close(), twilio.close()]);
    },
  };
}
