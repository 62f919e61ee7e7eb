import { compose } from '../../src/compose/gateway.ts';
import type { Gateway } from '../../src/compose/gateway.ts';
import type { Ports } from '../../src/compose/ports.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import type { Log, LogFields } from '../../src/kernel/log.ts';
import { startTwilioStandIn } from '../../src/sandbox/twilio/start.ts';
import type { StandInAddress, TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { ENTITY_IDS } from './gateway-addresses.ts';
import { idpKey } from './saml-keys.ts';

/** One log line as it was written. */
export interface LogLine {
  readonly level: keyof Log;
  readonly fields: LogFields;
  readonly message: string;
}

export function collectingLog(): Log & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: keyof Log) => (fields: LogFields, message: string) => void lines.push({ level, fields, message });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

export interface GatewayOptions {
  readonly twilio: StandInAddress;
  /** Of the IdP, PEM; absent: the test's own. */
  readonly certificate?: string;
  /** `memory`, or a Redis URL. */
  readonly store?: string;
  readonly keyPrefix?: string;
  /** How long the store may take, such as `200ms`. */
  readonly storeTimeout?: string;
  /** More YAML under `connections.okta.idp`. */
  readonly idp?: string;
  /** YAML in place of the facts about the IdP. */
  readonly idpFacts?: string;
  /** YAML in place of `sp`, the key included. */
  readonly sp?: string;
  /** What is behind the URLs of metadata. */
  readonly fetchText?: (url: string) => Promise<string>;
  /** YAML under `connections.okta`, beside the IdP's facts. */
  readonly connection?: string;
  /** YAML under `connections`: further ones. */
  readonly connections?: string;
  /** YAML at the top level. */
  readonly top?: string;
  /** YAML in place of `traces`, the key included. */
  readonly traces?: string;
  readonly twilioYaml?: string;
  readonly ports?: Partial<Ports>;
}

const indent = (text: string, by: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(by));

const factsYaml = (certificate: string): string => `entityId: ${ENTITY_IDS.idp}
ssoUrl: https://acme.okta.com/app/acme_flexgate_1/exk1examplekeyAAA1d7/sso/saml
certificates:
  - |
${indent(certificate, 4)}`;

/** A busy machine must not change how a login ends: the product's own deadlines are met by tests that make them pass. */
const UNHURRIED = 'deadline: 60s\ntimeout: 60s';
const PATIENT = 'reconcile: { verifyDeadline: 60s }';

export const configText = ({
  twilio,
  store = 'memory',
  keyPrefix = 'fg:',
  storeTimeout = '20s',
  connection = '',
  connections = '',
  top = '',
  traces = 'traces: { values: shown }',
  twilioYaml = UNHURRIED,
  certificate = idpKey().certificate,
  idp = '',
  idpFacts = factsYaml(certificate),
  sp = `sp: { entityId: '${ENTITY_IDS.sp}' }`,
}: GatewayOptions): string => `
publicUrl: ${ENTITY_IDS.publicUrl}
port: 0
store: { url: '${store}', keyPrefix: '${keyPrefix}', timeout: ${storeTimeout} }
returnTo: [https://flex.twilio.com/your-app-1234, { url: https://desk.example.com/in, code: true }]
cors: [https://desk.example.com]
adminToken: an-admin-token-for-tests-only
verifier: { threads: 0 }
${traces}
${top.includes('reconcile:') ? '' : PATIENT}
${top}
twilio:
  accountSid: ${twilio.accountSid}
  apiKey: { sid: ${twilio.apiKey.sid}, secret: ${twilio.apiKey.secret} }
  authToken: ${twilio.authToken}
  workspaceSid: ${twilio.workspaceSid}
  conversationsServiceSid: ${twilio.conversationsServiceSid}
  baseUrl: ${twilio.url}
${indent(twilioYaml, 2)}
connections:
  okta:
    preset: okta
    idpInitiated: true
    idp:
${indent(idpFacts, 6)}
${indent(idp, 6)}
${indent(sp, 4)}
${indent(connection, 4)}
${indent(connections, 2)}
`;

export interface RunningGateway {
  readonly gateway: Gateway;
  /** Where it listens; its public URL is another. */
  readonly url: string;
  readonly log: ReturnType<typeof collectingLog>;
  close(): Promise<void>;
}

/** The whole gateway, as production composes it, on a free port. */
export async function aGateway(options: GatewayOptions): Promise<RunningGateway> {
  const log = collectingLog();
  const { fetchText = () => Promise.reject(new Error('no network in this test')) } = options;
  const { config } = await loadConfig(configText(options), {
    file: 'flexgate.yaml',
    env: {},
    environment: 'development',
    readFile: () => {
      throw new Error('no files in this test');
    },
    fetchText,
    now: Date.now,
  });
  const gateway = compose(config, { log, fetchMetadata: fetchText, ...options.ports });
  const server = await gateway.listen('127.0.0.1');
  return {
    gateway,
    url: server.url,
    log,
    close: async () => {
      await server.close();
      await gateway.close();
    },
  };
}

export const aTwilioStandIn = (): Promise<TwilioStandIn> => startTwilioStandIn({ actionRateLimit: null });
