import { z } from 'zod';
import { LANGUAGES } from '../../domains/kernel/ports/translations.ts';
import type { WriteRoute } from '../../domains/kernel/routes.ts';

export type Json = Record<string, unknown>;

export const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const json: Json = { ...z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' }) };
  delete json['$schema'];
  return json;
};

const header = (name: string, description: string, required: boolean, format?: string): Json => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string', ...(format === undefined ? {} : { format }) },
});

/** Path and query parameters, one entry per property of the route's schema. */
export const parametersIn = (place: 'path' | 'query', schema: z.ZodType | undefined): Json[] => {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
};

export const writeHeaders = (route: WriteRoute): Json[] =>
  route.rawBody === true
    ? []
    : [
        header('Idempotency-Key', 'A fresh UUID for each write; the same one when it is repeated.', true, 'uuid'),
        header('If-Match', 'The ETag that the change is based on.', false),
      ];

/** What routes in the reader's language take besides. */
export const LANGUAGE_PARAMETERS: readonly Json[] = [
  header('Accept-Language', 'The languages that the reader knows (RFC 9110), by weight.', false),
  {
    name: 'language',
    in: 'query',
    required: false,
    description: 'The language of names and texts; comes before Accept-Language and what the person has chosen.',
    schema: { type: 'string', enum: LANGUAGES },
  },
];

export const READ_HEADERS: readonly Json[] = [
  header('Read-After', 'X-Position of an earlier answer; the read is not older than that.', false),
  header('If-None-Match', 'The ETag of an earlier answer; 304 when nothing has changed since.', false),
];
