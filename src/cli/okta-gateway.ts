import { z } from 'zod';
import { readLeniently, refuseConfig } from '../config/load-sections.ts';
import { webUrl } from '../config/schema-basics.ts';
import { checkAgainst } from '../config/validate.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { CliCall } from './command.ts';
import { findConfig } from './config-source.ts';

/** What Okta must know of the gateway: made of the configuration as the gateway makes it (build-connection.ts). */
export interface GatewayAddresses {
  readonly connection: string;
  readonly acsUrl: string;
  readonly entityId: string;
  readonly nameIdFormat?: string;
}

const DEFAULT_CONNECTION = 'okta';

const facts = z.object({
  publicUrl: webUrl,
  connections: z
    .record(
      z.string(),
      z.object({
        sp: z.object({ entityId: z.string().min(1).optional(), nameIdFormat: z.string().optional() }).default({}),
      }),
    )
    .default({}),
});
type Facts = z.output<typeof facts>;

/** Nothing else of the file need be right yet: the connection is what is being made. */
function factsOf(call: CliCall): Facts {
  const publicUrl = call.options.text('publicUrl');
  const found = findConfig(call.host.env);
  if (publicUrl !== undefined) {
    if (!webUrl.safeParse(publicUrl).success)
      throw new Refusal('COMMAND_INVALID', { problem: '--public-url is not an https address' });
    if (found === undefined) return { publicUrl, connections: {} };
  }
  if (found === undefined) {
    const problem =
      'there is no configuration file: name one with --config, or say where the gateway is with --public-url';
    throw new Refusal('COMMAND_INVALID', { problem });
  }
  const document = readLeniently(found.text, found.sources);
  const checked = checkAgainst(facts, document);
  if ('problems' in checked) return refuseConfig(found.sources.file, checked.problems);
  const unresolved = document.unresolvedAt(['publicUrl']);
  if (unresolved.length > 0) return refuseConfig(found.sources.file, unresolved);
  return { ...checked.value, ...(publicUrl !== undefined && { publicUrl }) };
}

export function connectionName({ options }: CliCall): string {
  const name = options.text('connection') ?? DEFAULT_CONNECTION;
  if (/^[a-z0-9][a-z0-9-]{0,39}$/.test(name)) return name;
  throw new Refusal('COMMAND_INVALID', { problem: `“${name}” is no name for a connection: a-z, 0-9 and “-”` });
}

export function gatewayAddresses(call: CliCall): GatewayAddresses {
  const { publicUrl, connections } = factsOf(call);
  const connection = connectionName(call);
  const base = `${publicUrl.replace(/\/$/, '')}/saml/${connection}`;
  const sp = new Map(Object.entries(connections)).get(connection)?.sp;
  const format = sp?.nameIdFormat;
  return {
    connection,
    acsUrl: `${base}/acs`,
    entityId: sp?.entityId ?? `${base}/metadata`,
    ...(format !== undefined && { nameIdFormat: format }),
  };
}
