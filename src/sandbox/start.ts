import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compose } from '../compose/gateway.ts';
import type { Gateway } from '../compose/gateway.ts';
import { loadConfig } from '../config/load-config.ts';
import { nodeSources } from '../config/node-sources.ts';
import { sandboxDoors } from './doors.ts';
import { startSandboxIdp } from './idp/start.ts';
import type { SandboxIdp } from './idp/start.ts';
import { startTwilioStandIn } from './twilio/start.ts';
import type { TwilioStandIn } from './twilio/stand-in.ts';

export interface SandboxOptions {
  /** Of the gateway; the stand-ins use the ports given here. */
  readonly port: number;
  readonly idpPort: number;
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

/** The command reads the sandbox's own configuration, of which it needs only these two addresses. */
const verifyCommand = (url: string, idp: SandboxIdp): string =>
  [
    `OKTA_ORG=${idp.url}`,
    `OKTA_API_TOKEN=${idp.apiToken}`,
    `SANDBOX_URL=${url}`,
    `SANDBOX_IDP_METADATA_URL=${idp.metadataUrl}`,
    'node dist/cli/main.js okta verify --config config/sandbox.yaml',
  ].join(' ');

async function standIns(url: string, options: SandboxOptions): Promise<{ idp: SandboxIdp; twilio: TwilioStandIn }> {
  const { host, environment, idpPort, twilioPort } = options;
  // Only the browser's way must be open to other machines: never the stand-in of Twilio.
  const twilio = await startTwilioStandIn({ port: twilioPort, host: '127.0.0.1', environment });
  const base = `${url}/saml/${CONNECTION}`;
  const idp = await startSandboxIdp({
    port: idpPort,
    host,
    publicUrl: `http://localhost:${idpPort}`,
    spAcsUrl: `${base}/acs`,
    spEntityId: `${base}/metadata`,
    environment,
  });
  return { idp, twilio };
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

async function startGateway(
  url: string,
  { idp, twilio }: { idp: SandboxIdp; twilio: TwilioStandIn },
  options: SandboxOptions,
): Promise<Sandbox> {
  const { port, host, environment } = options;
  const { config } = await loadConfig(readFileSync(FILE, 'utf8'), {
    ...nodeSources,
    file: 'config/sandbox.yaml',
    env: valuesOf(url, idp, twilio),
    environment,
    port,
  });
  const gateway = compose(config, {}, sandboxDoors(config, { idp, verifyCommand: verifyCommand(url, idp) }));
  const server = await gateway.listen(host);
  return {
    url,
    gateway,
    idp,
    twilio,
    verifyCommand: verifyCommand(url, idp),
    close: async () => {
      await server.close();
      await Promise.all([gateway.close(), idp.close(), twilio.close()]);
    },
  };
}
