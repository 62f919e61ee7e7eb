import { BOTH } from '../support/store-harness.ts';
import { auditLogContract } from './contract/audit-log-contract.ts';
import { recordsContract } from './contract/records-contract.ts';
import { sessionStoreContract } from './contract/session-store-contract.ts';
import { subjectIndexContract } from './contract/subject-index-contract.ts';
import { subjectLedgerContract } from './contract/subject-ledger-contract.ts';

for (const [name, open] of BOTH) {
  recordsContract(name, open);
  auditLogContract(name, open);
  subjectIndexContract(name, open);
  subjectLedgerContract(name, open);
  sessionStoreContract(name, open);

  describe(`the store in ${name}`, () => {
    test('answers a ping, and closes', async () => {
      const { store, close } = open();
      await expect(store.ping()).resolves.toBeUndefined();
      await expect(close()).resolves.toBeUndefined();
    });
  });
}
