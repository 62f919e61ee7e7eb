/** Single logout (core 3.7, bindings 3.4 and 3.5, profiles 4.4): the messages, read and verified, and their ways. */

export type LogoutBinding = 'redirect' | 'post';

/** The IdP asks us to end sessions. Its signature has been verified. */
export interface LogoutRequest {
  readonly kind: 'request';
  readonly id: string;
  readonly nameId: string;
  /** Empty: all sessions of the person. */
  readonly sessionIndexes: readonly string[];
  /** ms since epoch; from then on the request is refused for its age, so its id need not be remembered longer. */
  readonly usableUntil: number;
}

/** The IdP answers a request of ours. Nothing depends on it but what the person is shown. */
export interface LogoutResponse {
  readonly kind: 'response';
  readonly inResponseTo: string;
  /** The status code without its URN: `Success`, `Responder/AuthnFailed`. */
  readonly status: string;
  readonly signed: boolean;
}

/** A message as the browser brought it. */
export type ArrivedLogout =
  /** The query as it arrived, without `?`: its very octets are what is signed. */
  | { readonly binding: 'redirect'; readonly rawQuery: string }
  | {
      readonly binding: 'post';
      readonly kind: 'request' | 'response';
      /** base64 */
      readonly encoded: string;
      readonly relayState: string | undefined;
    };

export interface VerifiedLogout {
  readonly binding: LogoutBinding;
  readonly message: LogoutRequest | LogoutResponse;
  readonly relayState?: string;
}

/** Where the browser goes with a message of ours. */
export type LogoutDelivery =
  | { readonly binding: 'redirect'; readonly url: string }
  | { readonly binding: 'post'; readonly action: string; readonly fields: Readonly<Record<string, string>> };
