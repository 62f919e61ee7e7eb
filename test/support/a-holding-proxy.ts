import type { ServerResponse } from 'node:http';
import { aScriptedServer } from './a-scripted-server.ts';
import type { SeenRequest } from './a-scripted-server.ts';

export interface HoldingProxy {
  readonly url: string;
  /** The next such request waits for `release`, and is carried out then, also where its sender has given up. */
  holdNext(method: string, path: RegExp): void;
  /** Whether one is held. */
  holding(): boolean;
  /** Lets the held request through; the status that it met. */
  release(): Promise<number>;
  readonly close: () => Promise<void>;
}

/** Stands before the stand-in of Twilio: for a write that stays on the way for long and then counts after all. */
export async function aHoldingProxy(target: string): Promise<HoldingProxy> {
  let awaited: ((request: SeenRequest) => boolean) | undefined;
  let held: (() => Promise<number>) | undefined;
  const forward = ({ method, url, headers, body }: SeenRequest): Promise<Response> => {
    const names = ['authorization', 'content-type', 'if-match'];
    const passed = names.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]] as const] : []));
    return fetch(`${target}${url}`, {
      method,
      headers: Object.fromEntries(passed),
      ...(body !== '' && { body }),
    });
  };
  const carryOut = (request: SeenRequest): Promise<Response> => {
    if (awaited?.(request) !== true) return forward(request);
    awaited = undefined;
    return new Promise((resolve) => {
      const letThrough = (): Promise<number> => {
        const answer = forward(request);
        resolve(answer);
        return answer.then(({ status }) => status);
      };
      held = letThrough;
    });
  };
  const answerTo = async (request: SeenRequest, response: ServerResponse): Promise<void> => {
    const answer = await carryOut(request);
    const names = ['content-type', 'etag'].filter((name) => answer.headers.has(name));
    const headers = Object.fromEntries(names.map((name) => [name, answer.headers.get(name) ?? '']));
    response.writeHead(answer.status, headers).end(await answer.text());
  };
  const server = await aScriptedServer((request, response) => void answerTo(request, response));
  return {
    url: server.url,
    holdNext: (method, path) => {
      awaited = (request) => request.method === method && path.test(request.url);
    },
    holding: () => held !== undefined,
    release: async () => {
      if (held === undefined) throw new Error('no request is held');
      const letThrough = held;
      held = undefined;
      return letThrough();
    },
    close: server.close,
  };
}
