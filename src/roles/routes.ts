import { get } from '../http/endpoint.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { catalogueJson } from './catalogue/catalogue.ts';

/** The role catalogue, for anyone (design 4.3). */
export const rolesRoutes = (): readonly Endpoint[] => [
  get('/api/roles', {
    access: 'public',
    cors: true,
    summary: 'The catalogue of all roles, permissions and features',
    handle: async () => ({ status: 200, json: catalogueJson() }),
  }),
];
