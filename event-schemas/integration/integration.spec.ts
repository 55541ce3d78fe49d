import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { incompatibilities, type JsonSchema } from './compatibility.ts';
import { integrationSchemas } from './index.ts';

const FOLDER = join(import.meta.dirname, '../published/integration');
const read = (file: string): JsonSchema => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as JsonSchema;
/** Without the regular expressions that zod prints for formats, which change with zod and not with the contract. */
const printed = (schema: z.ZodType): JsonSchema =>
  JSON.parse(
    JSON.stringify(z.toJSONSchema(schema), (key, value: unknown) => (key === 'pattern' ? undefined : value)),
  ) as JsonSchema;

describe('published integration events', () => {
  it.each(Object.entries(integrationSchemas))('%s is published as the code makes it', (topic, { version, schema }) => {
    expect(read(`${topic}.v${version}.json`)).toEqual(printed(schema));
  });

  it('keeps every version that was ever published', () => {
    for (const [topic, { version }] of Object.entries(integrationSchemas))
      for (let earlier = 1; earlier <= version; earlier += 1)
        expect(readdirSync(FOLDER)).toContain(`${topic}.v${earlier}.json`);
  });

  it('holds no personal data: no name, phone, e-mail, address or birthday of a person', () => {
    for (const topic of ['order.created', 'payment.completed', 'user.registered'])
      expect(JSON.stringify(read(`${topic}.v1.json`))).not.toMatch(
        /"(\w*name|phone|e?mail|\w*address|dateOfBirth|line1)"/i,
      );
  });
});

describe('the check for compatible changes', () => {
  const before = printed(
    z.object({
      id: z.uuid(),
      kind: z.enum(['a', 'b']),
      note: z.string().optional(),
      lines: z.array(z.object({ n: z.int() })),
    }),
  );
  const change = (schema: z.ZodType): string[] => incompatibilities(before, printed(schema));
  const lines = z.array(z.object({ n: z.int() }));
  const kind = z.enum(['a', 'b']);

  it('lets a shape grow', () => {
    expect(change(z.object({ id: z.uuid(), kind, note: z.string(), lines, extra: z.string() }))).toEqual([]);
  });
  it.each([
    ['a field that went', z.object({ id: z.uuid(), kind, lines }), '/note: was removed'],
    [
      'a field that may be missing',
      z.object({ id: z.uuid().optional(), kind, note: z.string(), lines }),
      '/id: may now be missing',
    ],
    ['another type', z.object({ id: z.int(), kind, note: z.string(), lines }), '/id: type was "string"'],
    [
      'a wider choice',
      z.object({ id: z.uuid(), kind: z.enum(['a', 'b', 'c']), note: z.string(), lines }),
      '/kind: may now be c',
    ],
    [
      'a choice that became free',
      z.object({ id: z.uuid(), kind: z.string(), note: z.string(), lines }),
      '/kind: may now be anything',
    ],
    [
      'a change inside a list',
      z.object({ id: z.uuid(), kind, note: z.string(), lines: z.array(z.object({ n: z.string() })) }),
      '/lines/items/n: type was "integer"',
    ],
  ])('refuses %s', (_name, schema, reason) => {
    expect(change(schema)).toContain(reason);
  });
});
