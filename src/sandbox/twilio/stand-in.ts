import type { RoleResource, UserResource } from './conversations/resources.ts';
import type { FlexUserResource } from './flex/resources.ts';
import type { WorkerResource } from './taskrouter/resources.ts';
import type { Fault } from './wire/faults.ts';
import type { LoggedRequest } from './wire/request-log.ts';

/** A running stand-in of Twilio's APIs: its address, its credentials, and what tests turn and look at. */
export interface TwilioStandIn {
  /** Base of all products: `{url}/taskrouter/v1/Workspaces`. */
  readonly url: string;
  readonly accountSid: string;
  readonly apiKey: { readonly sid: string; readonly secret: string };
  readonly authToken: string;
  readonly workspaceSid: string;
  readonly conversationsServiceSid: string;
  readonly flexInstanceSid: string;
  readonly offlineActivitySid: string;

  /** Every request since the start or the last `clear`, in order of arrival; /_control is left out. */
  requests(): readonly LoggedRequest[];
  /** Empties the list of requests and nothing else. */
  clear(): void;
  /** Back to the beginning: the dataset, no faults, no requests, the settings as they were given. */
  reset(): void;
  readonly faults: {
    failNext(fault: Fault): void;
    /** Requests that have still to fail. */
    pending(): number;
    reset(): void;
  };

  workers(): readonly WorkerResource[];
  users(): readonly UserResource[];
  roles(): readonly RoleResource[];
  flexUsers(): readonly FlexUserResource[];

  /** Adds or takes away the service role `agent`. */
  setAgentServiceRole(exists: boolean): void;
  setLatency(ms: number): void;
  /** Above it: 429 with 20429, and the request is not carried out. */
  setConcurrencyLimit(limit: number | undefined): void;
  /** User, Role and Conversation changes per second, each; undefined: unlimited. */
  setActionRateLimit(limit: number | undefined): void;
  setListAttributesNull(isNull: boolean): void;
  setEtagEnforced(enforced: boolean): void;
  /** A pending reservation for the Worker of that name, as a call that waits for an answer; gives its SID. */
  offerReservation(workerName: string): string;
  close(): Promise<void>;
}
