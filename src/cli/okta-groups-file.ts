import { z } from 'zod';
import { toldIn } from '../config/problem.ts';
import { checkAgainst } from '../config/validate.ts';
import { readYaml } from '../config/yaml-document.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { WantedGroup } from '../okta/wanted-setup.ts';
import { readTextFile } from './files.ts';

const fileSchema = z.strictObject({
  create: z.boolean().default(false).describe('Create groups that are not there, unless a group says otherwise'),
  groups: z.record(
    z.string().min(1).max(255),
    z.strictObject({
      roles: z.array(z.string().min(1)).describe('What members get, together with what their other groups give'),
      priority: z.int().min(0).max(100).optional().describe('The lower the stronger'),
      create: z.boolean().optional(),
    }),
  ),
});

function refuse(file: string, problems: Parameters<typeof toldIn>[1]): never {
  throw new Refusal('FILE_INVALID', { file, problems: toldIn(file, problems) });
}

/** Groups of the org and the roles of each. Refusal FILE_INVALID with every problem. */
export function readGroupsFile(file: string): readonly WantedGroup[] {
  const document = readYaml(readTextFile(file), file, (written) => ({ text: written }));
  if (document.problems.length > 0) return refuse(file, document.problems);
  const checked = checkAgainst(fileSchema, document);
  if ('problems' in checked) return refuse(file, checked.problems);
  const { groups, create } = checked.value;
  return Object.entries(groups).map(([name, { roles, priority, create: own }]) => ({
    name,
    roles: [...new Set(roles)],
    create: own ?? create,
    ...(priority !== undefined && { priority }),
  }));
}
