import type { WorkerChannel } from '../roles/assignment.ts';

/** The JSON object in a Worker's attributes. */
export type WorkerAttributes = Readonly<Record<string, unknown>>;

export interface Worker {
  readonly sid: string;
  /** Friendly name. Unique in the workspace, compared without letter case. */
  readonly username: string;
  readonly attributes: WorkerAttributes;
  /** Opaque version (ETag) for `replaceAttributes`; absent where Twilio sent none. */
  readonly version?: string;
}

/** The Workers of the Flex workspace (TaskRouter v1). Failures reject with a TWILIO_… Refusal, after the adapter's retries. */
export interface WorkerDirectory {
  /**
   * One read, without the version: lists carry no ETag. Enough to see that nothing is to be written; before a write,
   * `fetch` by SID.
   */
  findByUsername(username: string): Promise<Worker | undefined>;
  fetch(sid: string): Promise<Worker | undefined>;
  /** `exists` where the name is taken, also by a create of ours that timed out: find it then. */
  create(username: string, attributes: WorkerAttributes): Promise<Worker | 'exists'>;
  /**
   * Replaces the whole JSON under If-Match of `worker.version`. `conflict` where it changed meanwhile (412), `gone` where
   * it was deleted: re-read, merge, try again.
   */
  replaceAttributes(worker: Worker, attributes: WorkerAttributes): Promise<Worker | 'conflict' | 'gone'>;
  setChannel(workerSid: string, channel: WorkerChannel): Promise<void>;
  /** Channels that differ need a write; reads all of the worker's. */
  channels(workerSid: string): Promise<readonly WorkerChannel[]>;
}
