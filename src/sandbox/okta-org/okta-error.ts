/** An answer of the management API that is an error (okta.md 2.1). Only the code is stable. */
export class OktaError extends Error {
  override readonly name = 'OktaError';
  readonly status: number;
  readonly code: string;
  readonly causes: readonly string[];

  constructor(status: number, code: string, summary: string, causes: readonly string[] = []) {
    super(summary);
    this.status = status;
    this.code = code;
    this.causes = causes;
  }
}

export const invalid = (field: string, ...causes: readonly string[]): OktaError =>
  new OktaError(400, 'E0000001', `Api validation failed: ${field}`, causes);

export const notFound = (id: string, kind: string): OktaError =>
  new OktaError(404, 'E0000007', `Not found: Resource not found: ${id} (${kind})`);

export const forbidden = (summary: string): OktaError => new OktaError(403, 'E0000006', summary);
