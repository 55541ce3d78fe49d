import type { FastifyReply } from 'fastify';
import type { z } from 'zod';

/** A control call that cannot be done; becomes RFC 9457 problem+json. Vendor routes answer in the vendor's own format. */
export class ControlProblem extends Error {
  readonly status: number;
  readonly errors: readonly { readonly pointer: string; readonly message: string }[];

  constructor(status: number, detail: string, errors: ControlProblem['errors'] = []) {
    super(detail);
    this.status = status;
    this.errors = errors;
  }
}

const TITLES: Record<number, string> = { 400: 'Bad request', 404: 'Not found', 409: 'Conflict', 500: 'Internal error' };

/** Reads the input of a control call, or says which field is wrong and how to put it right. */
export function readControl<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, message }) => ({ pointer: `/${path.join('/')}`, message }));
  throw new ControlProblem(400, 'Correct the fields named in errors and send the request again.', errors);
}

export function sendProblem(reply: FastifyReply, error: ControlProblem): FastifyReply {
  return reply
    .code(error.status)
    .type('application/problem+json')
    .send({
      type: 'about:blank',
      title: TITLES[error.status] ?? 'Request failed',
      status: error.status,
      detail: error.message,
      ...(error.errors.length > 0 ? { errors: error.errors } : {}),
    });
}
