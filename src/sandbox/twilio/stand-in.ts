import type { RoleResource, UserResource } from './conversations/resources.ts';
import type { FlexUserResource } from './flex/resources.ts';
import type { WorkerResource } from './taskrouter/resources.ts';
import type { Fault } from './wire/faults.ts';
import type { LoggedRequest } from './wire/request-log.ts';

/** Where it listens, and what a client of it is configured with. */
export interface StandInAddress {
  /** Base of all products: `{url}/taskrouter/v1/Workspaces`. */
  readonly url: string;
  readonly accountSid: string;
  readonly apiKey: { readonly sid: string; readonly secret: string };
  readonly authToken: string;
  readonly workspaceSid: string;
  readonly conversationsServiceSid: string;
  readonly flexInstanceSid: string;
  readonly offlineActivitySid: string;
}

/** What the account holds now, in the form of the API. */
export interface StandInState {
  workers(): readonly WorkerResource[];
  users(): readonly UserResource[];
  roles(): readonly RoleResource[];
  flexUsers(): readonly FlexUserResource[];
}

export interface StandInSwitches {
  /** Adds or takes away the service role `agent`; users who carry it keep its SID. */
  setAgentServiceRole(exists: boolean): void;
  /** Before every answer. */
  setLatency(ms: number): void;
  /** Requests wait, and nothing is done with them, until the function that it answers is called. */
  hold(): () => void;
  /**
   * A request that arrives while so many are under way is refused with 429/20429. Without latency or a fault that hangs,
   * answers come at once and hardly two are ever under way.
   */
  setConcurrencyLimit(limit: number | undefined): void;
  /** User, Role and Conversation changes per second, each; undefined: unlimited. */
  setActionRateLimit(limit: number | undefined): void;
  setListAttributesNull(isNull: boolean): void;
  setEtagEnforced(enforced: boolean): void;
  /** A pending reservation for the Worker of that name, as a call that waits for an answer; gives its SID. */
  offerReservation(workerName: string): string;
}

/** A running stand-in of Twilio's APIs. */
export interface TwilioStandIn extends StandInAddress, StandInState, StandInSwitches {
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
  close(): Promise<void>;
}
