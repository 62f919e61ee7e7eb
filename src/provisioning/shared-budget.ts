/** What one replica may use of the calls that the configuration allows to all together. */
export interface BudgetShare {
  /** Calls under way at once; at least 1. */
  readonly places: number;
  /** Products of Twilio that asked to be left alone, some replica told: for how long from now, ms. */
  readonly pauses: ReadonlyMap<string, number>;
}

export interface BudgetClaim {
  /** What the places are for: a process that lets people in, or a command that only repairs. */
  readonly use: 'logins' | 'repairs';
  /** Calls of logins wait here for a place: commands keep to one place each for as long as some replica says so. */
  readonly loginsWait: boolean;
  /** Places for all replicas together. */
  readonly total: number;
  /** Places that this replica may be using at this moment: what it was granted last, or more while calls run out. */
  readonly inForce: number;
  /** One that was silent for so long counts no longer, ms. */
  readonly silenceMs: number;
}

/** How the replicas on one store share what Twilio allows. Rejects with Refusal STORE_UNAVAILABLE. */
export interface SharedBudget {
  /**
   * A sign of life that asks for a fair share. Never answers more than the others leave of the total at this moment, but
   * one place to each: so all together exceed it by less than their number, also while one starts. Commands get a tenth
   * between them while no login waits anywhere, and all where there is no replica. However many they are, half is left
   * to the replicas.
   */
  share(claim: BudgetClaim): Promise<BudgetShare>;
  /** Tells all replicas to leave a product of Twilio alone. Of several pauses, the latest end counts. */
  pause(product: string, ms: number): Promise<void>;
  /** Leaves the count at once. */
  leave(): Promise<void>;
}
