/** What is counted. Each method is a plain function: hand it on by itself to the folder that needs it. */
export interface Metrics {
  /** `route` is the pattern of the path, or `unmatched`; never a URL. */
  readonly httpServed: (served: HttpServed) => void;
  readonly loginEnded: (login: LoginEnded) => void;
  readonly tokenMinted: () => void;
  readonly twilioCalled: (call: TwilioCalled) => void;
  /** The store failed or did not answer in time. */
  readonly storeFailed: (operation: string) => void;
  readonly sessionStarted: () => void;
  readonly sessionsEnded: (reason: string, count: number) => void;
  readonly certificateSeen: (certificate: CertificateSeen) => void;
  readonly outboxSeen: (outbox: OutboxSeen) => void;
  /** Calls to a product of Twilio fail at once while its breaker is open. */
  readonly breakerChanged: (product: string, open: boolean) => void;
  readonly metadataRefreshed: (refreshed: MetadataRefreshed) => void;
  readonly credentialsRefused: (refused: CredentialsRefused) => void;
}

/** A credential that opened nothing. */
export interface CredentialsRefused {
  readonly door: 'admin' | 'account';
  /** Its address has guessed too often, and was told so. */
  readonly limited: boolean;
}

/** What waits to be written to Twilio. */
export interface OutboxSeen {
  readonly pending: number;
  /** Age of the one that has waited longest, ms; 0 where none waits. */
  readonly oldestAgeMs: number;
}

export interface HttpServed {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

export interface LoginEnded {
  /** Name of a configured connection, or `unknown`: a name from outside would make a series of its own. */
  readonly connection: string;
  readonly outcome: 'granted' | 'refused' | 'failed';
  /** Of the refusal. */
  readonly code?: string;
}

export interface TwilioCalled {
  /** Such as `workers.update`; never a path with SIDs. */
  readonly operation: string;
  /** HTTP status; `failed` where no answer came. */
  readonly status: number | 'failed';
  readonly seconds: number;
}

export interface CertificateSeen {
  readonly connection: string;
  readonly use: 'idp-signing' | 'sp-signing' | 'sp-decryption';
  /** Short hash that tells two certificates of one use apart. */
  readonly fingerprint: string;
  /** Negative once it has expired. */
  readonly daysLeft: number;
}

export interface MetadataRefreshed {
  readonly connection: string;
  readonly outcome: 'changed' | 'unchanged' | 'failed';
}

/** The text that a Prometheus server reads. */
export interface MetricsText {
  readonly render: () => Promise<{ readonly type: string; readonly body: string }>;
}
