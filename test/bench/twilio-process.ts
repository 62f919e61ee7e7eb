import { startTwilioStandIn } from '../../src/sandbox/twilio/start.ts';

/** The stand-in of Twilio in a process of its own, so that its CPU does not count. Argument: latency in ms. */
async function main(): Promise<void> {
  const twilio = await startTwilioStandIn({ actionRateLimit: null });
  twilio.setLatency(Number(process.argv[2] ?? 0));
  const { url, accountSid, apiKey, authToken, workspaceSid, conversationsServiceSid } = twilio;
  process.stdout.write(
    `${JSON.stringify({ url, accountSid, apiKey, authToken, workspaceSid, conversationsServiceSid })}\n`,
  );
}

void main();
