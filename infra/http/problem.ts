import type { FastifyReply } from 'fastify';
import type { z } from 'zod';

export const PROBLEM_TYPE = 'application/problem+json';

/** One wrong input: where (a JSON pointer below /body, /query, /params or /headers) and what would be right. */
export type InputError = { readonly pointer: string; readonly message: string };

/** RFC 9457. `code` is from the closed list of the OpenAPI document; `detail` says how to put it right. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly errors?: readonly InputError[];
};

/** Thrown anywhere below a route; the error handler turns it into the answer. */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: readonly InputError[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  constructor(
    status: number,
    code: string,
    detail: string,
    more: { errors?: readonly InputError[]; retryAfterSeconds?: number } = {},
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.errors = more.errors;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

/** `CouponExhausted` reads as "Coupon exhausted". */
const titleOf = (code: string): string => {
  const words = code.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export const problemOf = (error: ProblemError, correlationId: string): Problem => ({
  type: `/docs/errors#${error.code}`,
  title: titleOf(error.code),
  status: error.status,
  detail: error.message === '' ? `${titleOf(error.code)}.` : error.message,
  instance: `urn:uuid:${correlationId}`,
  code: error.code,
  ...(error.errors === undefined ? {} : { errors: error.errors }),
});

export const sendProblem = (reply: FastifyReply, error: ProblemError, correlationId: string): FastifyReply => {
  if (error.retryAfterSeconds !== undefined) void reply.header('retry-after', String(error.retryAfterSeconds));
  return reply
    .code(error.status)
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problemOf(error, correlationId)));
};

/** The issues of a failed parse, each with a pointer that names the field. */
export const inputErrors = (part: string, error: z.ZodError): InputError[] =>
  error.issues.map(({ path, message }) => ({
    pointer: ['', part, ...path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1'))].join('/'),
    message,
  }));
