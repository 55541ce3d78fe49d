import { z } from 'zod';

/** An error in Razorpay's wire format. */
export class VendorError extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | null;
  readonly reason: string;
  readonly retryAfterSeconds: number | null;

  constructor(
    description: string,
    options: {
      status?: number;
      code?: string;
      field?: string | null;
      reason?: string;
      retryAfterSeconds?: number | null;
    } = {},
  ) {
    super(description);
    this.status = options.status ?? 400;
    this.code = options.code ?? 'BAD_REQUEST_ERROR';
    this.field = options.field ?? null;
    this.reason = options.reason ?? 'input_validation_failed';
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }

  body(): unknown {
    return {
      error: {
        code: this.code,
        description: this.message,
        ...(this.field === null ? {} : { field: this.field }),
        source: this.status >= 500 ? 'internal' : 'business',
        step: 'payment_initiation',
        reason: this.status >= 500 ? 'server_error' : this.reason,
        metadata: {},
      },
    };
  }
}

/** Reads a request as strictly as the vendor does: fields that it does not know are an error. */
export function readVendor<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value ?? {}, { reportInput: true });
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    const field = [...issue.path, ...issue.keys].join('.');
    throw new VendorError(`${field} is/are not required and should not be sent`, { field: issue.keys[0] ?? null });
  }
  const field = issue?.path.join('.') ?? '';
  const missing = issue?.code === 'invalid_type' && issue.input === undefined;
  throw new VendorError(missing ? `The ${field} field is required.` : (issue?.message ?? 'Invalid request'), { field });
}

export function unknownId(): VendorError {
  return new VendorError('The id provided does not exist');
}
