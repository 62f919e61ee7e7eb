import { startTwilioStandIn } from '../../src/sandbox/twilio/start.ts';
import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import type { TwilioSettings } from '../../src/twilio/twilio-settings.ts';
import { aConfigFile } from './a-config-file.ts';
import { aFolder } from './a-folder.ts';
import { API_KEY_SECRET } from './twilio-settings.ts';

export const standInSettings = (standIn: TwilioStandIn): TwilioSettings => ({
  accountSid: standIn.accountSid,
  apiKey: standIn.apiKey,
  workspaceSid: standIn.workspaceSid,
  conversationsServiceSid: standIn.conversationsServiceSid,
  baseUrl: standIn.url,
  timeoutMs: 5_000,
  concurrency: 8,
  retries: 2,
});

export interface TwilioForCli {
  readonly standIn: TwilioStandIn;
  readonly folder: ReturnType<typeof aFolder>;
  /** `--config …` of a file that leads to the stand-in. */
  readonly config: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** A stand-in of Twilio, and a configuration file that leads to it; its IdP never answers. */
export async function twilioForCli(): Promise<TwilioForCli> {
  const standIn = await startTwilioStandIn({
    apiKeySecret: API_KEY_SECRET,
    actionRateLimit: null,
    dataset: { users: [{ identity: 'ana' }, { identity: 'bo', roleName: 'supervisor' }] },
  });
  const folder = aFolder();
  const text = aConfigFile()
    .replace(/AC0+1/, standIn.accountSid)
    .replace(/SK0+1/, standIn.apiKey.sid)
    .replace('0123456789abcdef', "'${THE_SECRET}'")
    .replace(/WS0+1/, standIn.workspaceSid)
    .replace(/IS0+1/, standIn.conversationsServiceSid)
    .replace('twilio:\n', `twilio:\n  baseUrl: ${standIn.url}\n`);
  return {
    standIn,
    folder,
    config: ['--config', folder.write('flexgate.yaml', text)],
    env: { THE_SECRET: API_KEY_SECRET },
    close: async () => {
      folder.remove();
      await standIn.close();
    },
  };
}

type Form = Readonly<Record<string, string | readonly string[]>>;

async function post(standIn: TwilioStandIn, url: string, form: Form): Promise<{ sid: string }> {
  const pairs = Object.entries(form).flatMap(([name, values]) => [values].flat().map((value) => [name, value]));
  const credentials = Buffer.from(`${standIn.apiKey.sid}:${standIn.apiKey.secret}`).toString('base64');
  const response = await fetch(`${standIn.url}/${url}`, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams(pairs),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as { sid: string };
}

/** Somebody else who works on the Conversations Service: a POST below it, as any client would send it. */
export const postToService = (standIn: TwilioStandIn, path: string, form: Form = {}): Promise<{ sid: string }> =>
  post(standIn, `conversations/v1/Services/${standIn.conversationsServiceSid}/${path}`, form);

/** The same by Programmable Chat. */
export const postToChat = (standIn: TwilioStandIn, path: string, form: Form = {}): Promise<{ sid: string }> =>
  post(standIn, `chat/v2/Services/${standIn.conversationsServiceSid}/${path}`, form);
