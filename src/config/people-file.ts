import { z } from 'zod';
import { Refusal } from '../kernel/refusal.ts';
import type { PersonToExplain } from '../roles/explain-people.ts';
import { toldIn } from './problem.ts';
import type { ConfigProblem } from './problem.ts';
import { checkAgainst } from './validate.ts';
import { readYaml } from './yaml-document.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const fileSchema = z.strictObject({
  people: z
    .array(
      z.strictObject({
        username: z.string().min(1).describe('The NameID'),
        attributes: z.record(z.string(), z.union([scalar, z.array(scalar)])),
      }),
    )
    .min(1, 'at least one person is needed'),
});

function refuse(file: string, problems: readonly ConfigProblem[]): never {
  throw new Refusal('FILE_INVALID', { file, problems: toldIn(file, problems) });
}

/** People with the attributes that their IdP sends. Refusal FILE_INVALID with every problem, each with its line. */
export function readPeopleFile(text: string, file: string): readonly PersonToExplain[] {
  const document = readYaml(text, file, (written) => ({ text: written }));
  if (document.problems.length > 0) return refuse(file, document.problems);
  const checked = checkAgainst(fileSchema, document);
  if ('problems' in checked) return refuse(file, checked.problems);
  return checked.value.people.map(({ username, attributes }) => ({
    username,
    attributes: new Map(Object.entries(attributes).map(([name, value]) => [name, [value].flat().map(String)])),
  }));
}
