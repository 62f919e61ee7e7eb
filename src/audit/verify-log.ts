import type { AuditLog } from './audit-log.ts';
import { isCutOff, readAll } from './read-all.ts';
import { ChainVerifier } from './verify-chain.ts';
import type { ChainReport, Expected } from './verify-chain.ts';

/** Far more than a log can be cut while one page is read. */
const MOST_PASSES = 5;

async function verifyOnce(log: Pick<AuditLog, 'read' | 'head'>, expected: Expected): Promise<ChainReport> {
  // Read first: records that come meanwhile are only more than the head asks for.
  const head = await log.head();
  const verifier = new ChainVerifier({ ...expected, head });
  for await (const record of readAll(log, { after: 0, until: head.seq })) verifier.add(record);
  return verifier.report();
}

/** The bound cut off what was about to be read: what is missing is older than all that is kept now. */
const isOvertaken = async ({ problem }: ChainReport, log: Pick<AuditLog, 'read'>): Promise<boolean> =>
  problem?.kind === 'gap' && (await isCutOff(log, problem.seq));

/** Verifies what is kept. Records that the bound cuts off meanwhile are not missing: it begins again after them. */
export async function verifyLog(log: Pick<AuditLog, 'read' | 'head'>, expected: Expected): Promise<ChainReport> {
  let report = await verifyOnce(log, expected);
  for (let passes = 1; passes < MOST_PASSES && (await isOvertaken(report, log)); passes += 1)
    report = await verifyOnce(log, expected);
  return report;
}
