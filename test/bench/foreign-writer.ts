import type { TwilioAddress } from './bench-config.ts';

export interface ForeignWorker {
  readonly version: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Somebody else who edits workers at Twilio: a supervisor in Flex, a scheduler of shifts. */
export interface ForeignWriter {
  read(sid: string): Promise<ForeignWorker>;
  /** Adds a skill by read, modify, write with If-Match, again and again until it is in. Resolves to the 412s met. */
  addSkill(sid: string, skill: string): Promise<number>;
}

const PRECONDITION_FAILED = 412;

/** `routing.skills`, as Flex keeps it on a worker. */
export function skillsOf(attributes: Readonly<Record<string, unknown>>): readonly string[] {
  const routing = attributes['routing'] as { readonly skills?: readonly string[] } | undefined;
  return routing?.skills ?? [];
}

export function foreignWriter({ url, workspaceSid, apiKey }: TwilioAddress): ForeignWriter {
  const authorization = `Basic ${Buffer.from(`${apiKey.sid}:${apiKey.secret}`).toString('base64')}`;
  const workerUrl = (sid: string): string => `${url}/taskrouter/v1/Workspaces/${workspaceSid}/Workers/${sid}`;

  const read: ForeignWriter['read'] = async (sid) => {
    const answer = await fetch(workerUrl(sid), { headers: { authorization } });
    if (!answer.ok) throw new Error(`reading a worker answered ${answer.status}`);
    const { attributes } = (await answer.json()) as { readonly attributes: string };
    return {
      version: answer.headers.get('etag') ?? '',
      attributes: JSON.parse(attributes) as Record<string, unknown>,
    };
  };
  const write = async (sid: string, { version, attributes }: ForeignWorker): Promise<boolean> => {
    const answer = await fetch(workerUrl(sid), {
      method: 'POST',
      headers: { authorization, 'if-match': version },
      body: new URLSearchParams({ Attributes: JSON.stringify(attributes) }),
    });
    await answer.arrayBuffer();
    if (!answer.ok && answer.status !== PRECONDITION_FAILED) {
      throw new Error(`writing a worker answered ${answer.status}`);
    }
    return answer.ok;
  };
  return {
    read,
    addSkill: async (sid, skill) => {
      for (let conflicts = 0; ; conflicts += 1) {
        const { version, attributes } = await read(sid);
        const skills = [...skillsOf(attributes), skill];
        const routing = { ...(attributes['routing'] as object | undefined), skills };
        if (await write(sid, { version, attributes: { ...attributes, routing } })) return conflicts;
      }
    },
  };
}
