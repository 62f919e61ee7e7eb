export interface TwilioSettings {
  readonly accountSid: string;
  readonly apiKey: { readonly sid: string; readonly secret: string };
  readonly workspaceSid: string;
  readonly conversationsServiceSid: string;
  readonly flexInstanceSid?: string;
  /** WA… of the activity for people who left; looked up where it is not given. */
  readonly offlineActivitySid?: string;
  /** Everything goes to {baseUrl}/{product}/{version}/… instead of https://{product}.twilio.com/{version}/… */
  readonly baseUrl?: string;
  readonly region?: string;
  readonly edge?: string;
  /** One request, ms. */
  readonly timeoutMs: number;
  /** Requests under way at once. */
  readonly concurrency: number;
  /** Requests begun in a second; absent: any number. */
  readonly rate?: number;
  /** How often an idempotent or never-processed (429) request is repeated. */
  readonly retries: number;
}
