/** A worker as far as its removal is concerned. */
export interface StandingWorker {
  readonly sid: string;
  /** Whether its activity takes tasks. */
  readonly available: boolean;
}

/** Takes Workers off TaskRouter. Failures reject with a TWILIO_… Refusal. Every method may be repeated. */
export interface WorkerRemoval {
  find(username: string): Promise<StandingWorker | undefined>;
  /** Sets the activity to the one that is offline and rejects reservations that still wait for an answer. */
  goOffline(sid: string): Promise<'offline' | 'gone'>;
  /** `busy`: refused, for a reservation is open (accepted or wrapping) or the activity is not an offline one. */
  remove(sid: string): Promise<'removed' | 'gone' | 'busy'>;
}

/** Takes Users off the Conversations Service. Failures reject with a TWILIO_… Refusal. May be repeated. */
export interface UserRemoval {
  exists(identity: string): Promise<boolean>;
  remove(identity: string): Promise<'removed' | 'gone'>;
}
