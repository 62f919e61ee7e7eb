import twilio from 'twilio';
import type { StandInAddress } from '../../src/sandbox/twilio/stand-in.ts';

const { AccessToken } = twilio.jwt;

export interface TokenWish {
  readonly identity?: string;
  /** RL SID of a service role. */
  readonly deploymentRoleSid?: string;
  readonly serviceSid?: string;
  /** Seconds. */
  readonly ttl?: number;
  /** Seconds since the epoch. */
  readonly nbf?: number;
  readonly secret?: string;
  readonly keySid?: string;
  readonly accountSid?: string;
}

/** An access token as Twilio's SDK makes it, with a chat grant for the stand-in's Service. Its time is the real one. */
export function accessToken(
  { accountSid, apiKey, conversationsServiceSid }: StandInAddress,
  wish: TokenWish = {},
): string {
  const of = { accountSid, keySid: apiKey.sid, secret: apiKey.secret, identity: 'jane', ttl: 3600, ...wish };
  const token = new AccessToken(of.accountSid, of.keySid, of.secret, of);
  token.addGrant(new AccessToken.ChatGrant({ serviceSid: conversationsServiceSid, ...wish }));
  return token.toJwt();
}
