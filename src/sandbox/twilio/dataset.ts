/** What the account holds at the start, beside what Flex sets up. */
export interface Dataset {
  /** Whether a service role `agent` exists; Twilio's pages leave it open. Default true. */
  readonly agentServiceRole?: boolean;
  readonly workers?: readonly {
    readonly friendlyName: string;
    readonly attributes?: Readonly<Record<string, unknown>>;
    /** Name of an activity of the workspace; Offline unless told. */
    readonly activityName?: string;
  }[];
  readonly users?: readonly {
    readonly identity: string;
    readonly friendlyName?: string;
    /** Name of a service role; the Service's default unless told. */
    readonly roleName?: string;
  }[];
}
