import { z } from 'zod';
import { buildConnection } from '../config/build-connection.ts';
import type { IdpFacts } from '../config/build-connection.ts';
import { readLeniently, refuseConfig } from '../config/load-sections.ts';
import { nodeSources } from '../config/node-sources.ts';
import { resolveIdp } from '../config/resolve-idp.ts';
import { connectionSchema } from '../config/schema-connection.ts';
import { webUrl } from '../config/schema-basics.ts';
import { checkAgainst } from '../config/validate.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { CheckedGateway } from '../okta/verify/checked-gateway.ts';
import type { CliHost } from './command.ts';
import { requireConfig } from './config-source.ts';

const schema = z.object({ publicUrl: webUrl, connections: z.record(z.string(), connectionSchema) });

/** What a connection is without its IdP: enough to compare everything else. */
const NO_FACTS: IdpFacts = { entityId: '', ssoUrl: '', certificates: [] };

/**
 * The connections of the configuration, also those whose IdP does not answer: nothing else of the file need be right.
 * Refusal CONFIG_INVALID.
 */
export async function checkedConnections({ env, clock }: CliHost): Promise<readonly CheckedGateway[]> {
  const { text, sources } = requireConfig(env);
  const document = readLeniently(text, sources);
  const checked = checkAgainst(schema, document);
  const unresolved = [...document.unresolvedAt(['publicUrl']), ...document.unresolvedAt(['connections'])];
  if (unresolved.length > 0) return refuseConfig(sources.file, unresolved);
  if ('problems' in checked) return refuseConfig(sources.file, checked.problems);
  const publicUrl = checked.value.publicUrl.replace(/\/$/, '');
  const now = clock();
  return Promise.all(
    Object.entries(checked.value.connections).map(async ([connection, input]): Promise<CheckedGateway> => {
      const facts = await resolveIdp(input.idp, nodeSources);
      const context = { connection, publicUrl, placeOf: document.placeOf };
      return 'reason' in facts
        ? { connection: buildConnection(input, NO_FACTS, context), metadataProblem: facts.reason, now }
        : { connection: buildConnection(input, facts, context), now };
    }),
  );
}

/** The one of that name. Refusal COMMAND_INVALID. */
export function connectionNamed(gateways: readonly CheckedGateway[], name: string): CheckedGateway {
  const found = gateways.find(({ connection }) => connection.name === name);
  if (found !== undefined) return found;
  const names = gateways.map(({ connection }) => connection.name).join(', ');
  throw new Refusal('COMMAND_INVALID', {
    problem: `the configuration has no connection “${name}”, only ${names || 'none'}`,
  });
}
