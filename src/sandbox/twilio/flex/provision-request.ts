import { ApiError, demand } from '../wire/api-error.ts';

const LONGEST_USERNAME = 256;
const FLEX_ROLES = new Set(['agent', 'supervisor', 'admin']);

export interface ProvisionRequest {
  readonly username: string;
  readonly email: string;
  readonly fullName: string;
  readonly roles: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const refusal = (message: string) => (): ApiError => new ApiError(400, 45004, message);

function readObject(value: unknown, name: string): Json {
  demand(isObject(value), refusal(`${name} must be an object`));
  return value;
}

function readText(body: Json, name: string): string {
  const value = body[name];
  demand(typeof value === 'string' && value !== '', refusal(`${name} must be a string that is not empty`));
  return value;
}

function readRoles({ roles }: Json): readonly string[] {
  const names: readonly unknown[] = Array.isArray(roles) ? roles : [];
  demand(names.length > 0, refusal('roles must be a list that is not empty'));
  return names.map((role) => {
    demand(typeof role === 'string' && FLEX_ROLES.has(role), refusal(`roles must be agent, supervisor or admin`));
    return role;
  });
}

/** The body of Users/Provision; 400 with 45004 where it does not have the documented shape. */
export function readProvisionRequest(json: unknown): ProvisionRequest {
  const body = readObject(json, 'body');
  const username = readText(body, 'username');
  demand(username.length <= LONGEST_USERNAME, refusal(`username must have 1 to ${LONGEST_USERNAME} characters`));
  const worker = readObject(body['worker'], 'worker');
  return {
    username,
    email: readText(body, 'email'),
    fullName: readText(body, 'full_name'),
    roles: readRoles(body),
    attributes: readObject(worker['attributes'] ?? {}, 'worker.attributes'),
  };
}
