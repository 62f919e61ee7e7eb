import { z } from 'zod';
import { looseAttributes } from './overrides.ts';

const shortText = z.string().trim().min(1).max(256);
const list = z.array(z.string().max(512)).max(200);

/** Body of PUT /api/people/{id}. What is left out stays; `roles: null` assigns through groups. */
export const personChangeSchema = z
  .strictObject({
    login: shortText,
    email: shortText,
    firstName: z.string().max(256),
    lastName: z.string().max(256),
    title: z.string().max(256),
    roles: list.nullable(),
    groups: list,
    attributes: looseAttributes,
  })
  .partial();
