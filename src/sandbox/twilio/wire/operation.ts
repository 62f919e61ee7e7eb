import type { Caller } from './caller.ts';
import type { Parameters } from './parameters.ts';

/** One request, parsed: what an operation may know about it. */
export interface Call {
  /** The value of a `:Name` of the operation's path, percent-decoded. */
  segment(name: string): string;
  header(name: string): string | undefined;
  readonly query: Parameters;
  readonly form: Parameters;
  /** The body as JSON; 400/45004 where it is none. */
  json(): unknown;
  /** Base of the product's URLs with the version, such as http://127.0.0.1:4010/taskrouter/v1 */
  readonly base: string;
  /** The path below the version, percent-encoded as sent, without the query. */
  readonly resource: string;
  readonly caller: Caller;
}

export interface Answer {
  readonly status: number;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Who may call. `account`: Basic with the auth token or the API key. `user`: also a person's access token, as Bearer.
 * `flex-token`: a Flex token in the Authorization header.
 */
export type Access = 'account' | 'user' | 'flex-token';

/** Actions that Conversations counts per Service and second. */
export type CountedAction = 'User' | 'Role' | 'Conversation';

export interface Operation {
  readonly method: 'get' | 'post' | 'delete';
  /** Below the product, with the version: `/v1/Workspaces/:WorkspaceSid`. */
  readonly path: string;
  readonly access: Access;
  readonly counts?: CountedAction;
  /** Runs to its end without giving way to another request: every operation is atomic. */
  run(call: Call): Answer;
}

type ProductName = 'taskrouter' | 'conversations' | 'flex-api' | 'chat' | 'iam';

export interface Product {
  readonly name: ProductName;
  readonly operations: readonly Operation[];
}

export const ok = (body: object, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 200,
  body,
  headers,
});
export const created = (body: object, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 201,
  body,
  headers,
});
export const noContent = (): Answer => ({ status: 204 });
