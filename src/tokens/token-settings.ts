/** What a token is made of. All SIDs and secrets of one Twilio account and region. */
export interface TokenSettings {
  readonly accountSid: string;
  readonly apiKeySid: string;
  readonly apiKeySecret: string;
  /** `twr` header, where the account is not in us1. */
  readonly region?: string;
  /** Default life, ms: 3 min to 24 h. */
  readonly ttlMs: number;
  readonly conversationsServiceSid: string;
  readonly workspaceSid: string;
  /** For the Conversations SDK's notifications. */
  readonly pushCredentialSid?: string;
  readonly voice?: { readonly outgoingApplicationSid?: string; readonly incoming: boolean };
  readonly syncServiceSid?: string;
  /** Put the Flex and Insights roles into the token, under `grants.flex`. */
  readonly roles: boolean;
}
