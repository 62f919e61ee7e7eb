/** As much of the OpenAPI document as the page shows. */
interface ApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly 'x-access': string;
  readonly parameters: readonly object[];
  readonly requestBody?: object;
  readonly responses: object;
}

export interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
  readonly components: object;
}

export interface PlacedOperation {
  readonly method: string;
  readonly path: string;
  readonly operation: ApiOperation;
}

export interface OperationGroup {
  /** Anchor. */
  readonly id: string;
  readonly title: string;
  readonly operations: readonly PlacedOperation[];
}

/** The first whose prefix fits takes the operation. */
const GROUPS = [
  { id: 'login', title: 'Login and logout', prefixes: ['/saml/'] },
  { id: 'operators', title: 'Operators', prefixes: ['/api/admin', '/admin'] },
  { id: 'api', title: 'Session, token, roles', prefixes: ['/api/'] },
  { id: 'validation', title: 'Token validation', prefixes: ['/v1/'] },
  { id: 'scim', title: 'SCIM 2.0', prefixes: ['/scim/'] },
  { id: 'pages', title: 'Pages and probes', prefixes: ['/'] },
] as const;

const groupOf = (path: string): string | undefined =>
  GROUPS.find(({ prefixes }) => prefixes.some((prefix) => path.startsWith(prefix)))?.id;

/** What the API offers, by what it is for; groups without an operation are left out. */
export function groupedOperations({ paths }: Pick<ApiDocument, 'paths'>): readonly OperationGroup[] {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  return GROUPS.map(({ id, title }) => ({
    id,
    title,
    operations: all.filter(({ path }) => groupOf(path) === id),
  })).filter(({ operations }) => operations.length > 0);
}
