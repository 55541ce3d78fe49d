import { isUtf8 } from 'node:buffer';
import type { z } from 'zod';
import { inputErrors, ProblemError } from './problem.ts';

type Part = 'params' | 'query' | 'body';

const invalid = (pointer: string, message: string, detail = 'Some input is not valid; see errors.'): ProblemError =>
  new ProblemError(400, 'InvalidRequest', detail, { errors: [{ pointer, message }] });

/** Control characters but for white space, and marks that turn the direction of what follows, also in what others read. */
const DECEPTIVE = /[^\P{Cc}\t\n\r]|[\u202A-\u202E\u2066-\u2069]/u;

/** Neither deceptive nor with half of a surrogate pair, which as U+0000 no store can hold. */
const isPlain = (text: string): boolean => text.isWellFormed() && !DECEPTIVE.test(text);

/** Throws the 400 that names the first text, key or value, that no store can hold or that shows as something else. */
const requirePlain = (part: Part, value: unknown): void => {
  const open: { readonly pointer: string; readonly value: unknown }[] = [{ pointer: `/${part}`, value }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { pointer, value: found } = next;
    if (typeof found === 'string' && !isPlain(found))
      throw invalid(
        pointer,
        'must be Unicode text without control characters, direction overrides and halves of surrogate pairs',
      );
    if (typeof found !== 'object' || found === null) continue;
    for (const [key, inner] of Object.entries(found)) {
      if (!isPlain(key)) throw invalid(pointer, 'has a key that is not plain Unicode text');
      open.push({ pointer: `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, value: inner });
    }
  }
};

/** Parses one part of a request, or throws the 400 that names each wrong field. */
export const parsePart = (part: Part, schema: z.ZodType | undefined, value: unknown): unknown => {
  if (schema === undefined) return undefined;
  if (part !== 'body') requirePlain(part, value);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ProblemError(400, 'InvalidRequest', 'Some input is not valid; see errors.', {
    errors: inputErrors(part, parsed.error),
  });
};

/** Half a surrogate pair and most control characters come through UTF-8 and JSON only as an escape. */
const SUSPICIOUS_ESCAPE = /\\(?:[bf]|u(?:00[0189]|007f|d[89a-f]|202[a-e]|206[6-9]))/i;

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
  if (SUSPICIOUS_ESCAPE.test(text) || DECEPTIVE.test(text)) requirePlain('body', value);
  return value;
};
