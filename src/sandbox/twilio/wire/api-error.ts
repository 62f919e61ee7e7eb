/** A refusal in the form of Twilio's REST APIs: an HTTP status and a code of twilio.com/docs/api/errors. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  get body(): { code: number; message: string; more_info: string; status: number } {
    return {
      code: this.code,
      message: this.message,
      more_info: `https://www.twilio.com/docs/errors/${this.code}`,
      status: this.status,
    };
  }
}

export const invalid = (message: string): ApiError => new ApiError(400, 20001, message);

/** `resource`: the path without the product and the version, as Twilio writes it. */
export const notFound = (resource: string): ApiError =>
  new ApiError(404, 20404, `The requested resource ${resource} was not found`);

/** States a fact; where it does not hold, answers with the error. */
export function demand(fact: unknown, error: () => ApiError): asserts fact {
  if (!fact) throw error();
}
