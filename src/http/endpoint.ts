import type { z } from 'zod';
import type { ActiveSession } from '../sessions/session-store.ts';

/**
 * Who may call:
 * `public` anyone; `session` a live session (cookie or bearer); `admin` the admin token or a session with Flex role admin;
 * `account` Basic authentication with the Twilio account's credentials.
 */
export type Access = 'public' | 'session' | 'admin' | 'account';
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Caller {
  /** Address of the client, through trusted proxies only. */
  readonly address: string;
  /** Present where the access is `session`, or a session was there anyway. */
  readonly session?: ActiveSession;
  /** A credential came along, but the store did not answer what it opens; only where the session is `if-readable`. */
  readonly sessionUnread?: true;
  /** The cookie value or bearer that named the session. */
  readonly credential?: string;
  /**
   * Set at a `public` endpoint with an optional session: the method may change something, no bearer came, and no page of
   * ours sent the request, so whatever cookies say was not meant. Where it came from, for Refusal ORIGIN_REFUSED.
   */
  readonly foreignOrigin?: string;
  /** Who acts, for the audit, where the access is `admin`: `admin token`, or the username of the session. */
  readonly operator?: string;
  /**
   * For work that goes on after the request: whether this operator still may. Absent for the admin token, which nobody is
   * demoted from. Rejects with STORE_UNAVAILABLE.
   */
  readonly mayGoOn?: () => Promise<boolean>;
}

export interface Input<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly cookies: ReadonlyMap<string, string>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly caller: Caller;
  /** The query as it arrived, without `?`: a signed redirect is checked on these very octets. Always set by the app. */
  readonly rawQuery?: string;
  /** Names this request in the log and in the X-Request-Id header. Always set by the app. */
  readonly requestId?: string;
}

export interface Cookie {
  readonly name: string;
  /** undefined removes the cookie. */
  readonly value: string | undefined;
  readonly sameSite: 'Lax' | 'None' | 'Strict';
  readonly maxAgeSeconds?: number;
  readonly path?: string;
}

/** One of `json`, `html` and `text`, or none. Every reply says `Cache-Control: no-store` unless its headers say otherwise. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly Cookie[];
  readonly json?: unknown;
  readonly html?: string;
  readonly text?: { readonly type: string; readonly body: string };
  /** Location. */
  readonly redirect?: string;
  /** URLs to whose origins this page posts forms, or is sent on by one: the IdP's single sign-on or logout address. */
  readonly formAction?: readonly string[];
  /** URLs whose origins may show this page in a frame: the IdP, which loads its logout requests there. Default: nobody. */
  readonly framedBy?: readonly string[];
}

type Schema = z.ZodType;

/** What a line of a route table says besides its schemas. */
interface Terms {
  readonly access: Access;
  readonly summary: string;
  /** Answers pages and takes its errors as pages where the client accepts HTML. */
  readonly page?: boolean;
  /** Callable from other sites listed under `cors`. */
  readonly cors?: boolean;
  /**
   * Public, but a live session is looked up and handed in. A dead or absent one changes nothing. `if-readable`: neither
   * does a store that does not answer.
   */
  readonly optionalSession?: boolean | 'if-readable';
  /** For the platform (probes, scraping): logged at debug level only, and answered during a shutdown. */
  readonly platform?: boolean;
  /** Schema of the 200 answer, where it is JSON. */
  readonly reply?: Schema;
}

/** A body as it stood in the request, for a signature over it. */
export interface UnparsedBody {
  readonly type: 'json' | 'form';
  readonly text: string;
}

/**
 * A request without a body reaches a JSON schema as undefined, a form schema as {}. A field that occurs twice, in a form
 * or in the query, is refused before the schema sees it.
 */
interface BodyTerms<B extends Schema> {
  /** `unparsed`: either of both, as an UnparsedBody. */
  readonly type: 'json' | 'form' | 'unparsed';
  readonly schema: B;
  readonly limitBytes: number;
}

/** One line of a route table. The schemas validate what arrives and make the OpenAPI document. */
export interface Endpoint extends Terms {
  readonly method: Method;
  /** Express 5 path: /saml/:connection/acs */
  readonly path: string;
  readonly params?: Schema;
  readonly query?: Schema;
  readonly body?: BodyTerms<Schema>;
  readonly handle: (input: Input<never, never, never>) => Promise<Reply>;
}

interface Spec<P extends Schema, Q extends Schema, B extends Schema> extends Terms {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: BodyTerms<B>;
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
export const del = make('DELETE');

const traces = new WeakMap<object, string>();

/** Remembers which trace tells about an error, so that the answer can name it. Answers the error itself, to throw on. */
export function attachTrace<E>(error: E, traceId: string): E {
  if (typeof error === 'object' && error !== null) traces.set(error, traceId);
  return error;
}

export const traceOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null ? traces.get(error) : undefined;
