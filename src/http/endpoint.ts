import type { z } from 'zod';
import type { ResumedSession } from '../sessions/session-store.ts';

/**
 * Who may call:
 * `public` anyone; `session` a live session (cookie or bearer); `admin` the admin token or a session with Flex role admin;
 * `account` Basic authentication with the Twilio account's credentials; `metrics` as the configuration says.
 */
export type Access = 'public' | 'session' | 'admin' | 'account';
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Caller {
  /** Address of the client, through trusted proxies only. */
  readonly address: string;
  /** Present where the access is `session`, or a session was there anyway. */
  readonly session?: ResumedSession;
  /** The cookie value or bearer that named the session. */
  readonly credential?: string;
}

export interface Input<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly cookies: ReadonlyMap<string, string>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly caller: Caller;
}

export interface Cookie {
  readonly name: string;
  /** undefined removes the cookie. */
  readonly value: string | undefined;
  readonly sameSite: 'Lax' | 'None' | 'Strict';
  readonly maxAgeSeconds?: number;
  readonly path?: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly Cookie[];
  readonly json?: unknown;
  readonly html?: string;
  readonly text?: { readonly type: string; readonly body: string };
  /** Location. */
  readonly redirect?: string;
}

type Schema = z.ZodType;

/** One line of a route table. The schemas validate what arrives and make the OpenAPI document. */
export interface Endpoint {
  readonly method: Method;
  /** Express 5 path: /saml/:connection/acs */
  readonly path: string;
  readonly access: Access;
  readonly summary: string;
  /** Answers pages and takes its errors as pages where the client accepts HTML. */
  readonly page?: boolean;
  /** Callable from other sites listed under `cors`. */
  readonly cors?: boolean;
  readonly params?: Schema;
  readonly query?: Schema;
  readonly body?: { readonly type: 'json' | 'form'; readonly schema: Schema; readonly limitBytes: number };
  /** Schema of the 200 answer, where it is JSON. */
  readonly reply?: Schema;
  readonly handle: (input: Input<never, never, never>) => Promise<Reply>;
}

interface Spec<P extends Schema, Q extends Schema, B extends Schema> {
  readonly access: Access;
  readonly summary: string;
  readonly page?: boolean;
  readonly cors?: boolean;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: { readonly type: 'json' | 'form'; readonly schema: B; readonly limitBytes: number };
  readonly reply?: Schema;
  readonly handle: (input: Input<z.output<P>, z.output<Q>, z.output<B>>) => Promise<Reply>;
}

const make =
  (method: Method) =>
  <P extends Schema, Q extends Schema, B extends Schema>(path: string, spec: Spec<P, Q, B>): Endpoint => ({
    method,
    path,
    ...spec,
  });

export const get = make('GET');
export const post = make('POST');
export const put = make('PUT');
export const patch = make('PATCH');
export const del = make('DELETE');
