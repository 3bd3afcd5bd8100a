/** An answer other than the one asked for, as GitHub words it. */
export class GitHubRefusal extends Error {
  readonly status: number;
  readonly body: object;

  constructor(status: number, message: string, errors?: readonly object[]) {
    super(message);
    this.status = status;
    this.body = {
      message,
      documentation_url: 'https://docs.github.com/rest',
      ...(errors === undefined ? { status: String(status) } : { errors }),
    };
  }
}

/** 422 as GitHub gives it for a field it can't take. */
export function invalid(resource: string, field: string, code: string, message?: string): GitHubRefusal {
  const text = message === undefined ? {} : { message };
  return new GitHubRefusal(422, 'Validation Failed', [{ resource, field, code, ...text }]);
}
