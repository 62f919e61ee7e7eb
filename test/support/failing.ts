/** What the promise rejects with; fails the test where it does not. */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  const settled = await work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in settled) return settled.error;
  throw new Error(`expected a failure, got ${JSON.stringify(settled.value)}`);
}
