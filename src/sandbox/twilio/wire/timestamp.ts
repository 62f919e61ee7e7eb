/** ISO 8601 in UTC and whole seconds, as every resource of Twilio shows its dates. */
export const timestamp = (epochMs: number): string => new Date(epochMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
