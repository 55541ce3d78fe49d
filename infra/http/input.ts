import { isUtf8 } from 'node:buffer';
import type { z } from 'zod';
import { inputErrors, ProblemError } from './problem.ts';

type Part = 'params' | 'query' | 'body';

const invalid = (pointer: string, message: string, detail = 'Some input is not valid; see errors.'): ProblemError =>
  new ProblemError(400, 'InvalidRequest', detail, { errors: [{ pointer, message }] });

/** Half of a surrogate pair and U+0000 are text that neither PostgreSQL nor UTF-8 can hold. */
const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

/** Throws the 400 that names the first text, key or value, that no store can hold. */
const requireStorable = (part: Part, value: unknown): void => {
  const open: { readonly pointer: string; readonly value: unknown }[] = [{ pointer: `/${part}`, value }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { pointer, value: found } = next;
    if (typeof found === 'string' && !isStorable(found))
      throw invalid(pointer, 'must be Unicode text without U+0000 and without half a surrogate pair');
    if (typeof found !== 'object' || found === null) continue;
    for (const [key, inner] of Object.entries(found)) {
      if (!isStorable(key)) throw invalid(pointer, 'has a key that is not storable Unicode text');
      open.push({ pointer: `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, value: inner });
    }
  }
};

/** Parses one part of a request, or throws the 400 that names each wrong field. */
export const parsePart = (part: Part, schema: z.ZodType | undefined, value: unknown): unknown => {
  if (schema === undefined) return undefined;
  if (part !== 'body') requireStorable(part, value);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ProblemError(400, 'InvalidRequest', 'Some input is not valid; see errors.', {
    errors: inputErrors(part, parsed.error),
  });
};

/** In UTF-8 bytes, only an escape can stand for text that cannot be stored. */
const SUSPICIOUS_ESCAPE = /\\u(?:0000|d[89a-f])/i;

/** JSON text to a value; `{}` for an empty body. `__proto__` keys do no harm, since every schema builds new objects. */
export const parseJson = (body: unknown): unknown => {
  if (!Buffer.isBuffer(body) || body.length === 0) return {};
  const notJson = (): ProblemError => invalid('/body', 'must be JSON text in UTF-8', 'The body is not JSON.');
  if (!isUtf8(body)) throw notJson();
  const text = body.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw notJson();
  }
  if (SUSPICIOUS_ESCAPE.test(text)) requireStorable('body', value);
  return value;
};
