/** The part of JSON Schema that zod prints for our shapes. */
export type JsonSchema = {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly [keyword: string]: unknown;
};

/** Keywords that narrow what a value may be. A reader may rely on each of them. */
const PROMISES = ['type', 'const', 'format', 'minimum', 'maximum', 'exclusiveMinimum', 'minItems', 'maxItems'] as const;

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const narrowings = (before: JsonSchema, after: JsonSchema, path: string): string[] => {
  const lost = PROMISES.filter((keyword) => before[keyword] !== undefined && !same(before[keyword], after[keyword]));
  const found = lost.map((keyword) => `${path || '/'}: ${keyword} was ${JSON.stringify(before[keyword])}`);
  const choices = before.enum;
  if (choices === undefined) return found;
  const more = (after.enum ?? ['anything']).filter((value) => !choices.includes(value));
  return more.length === 0 ? found : [...found, `${path || '/'}: may now be ${more.join(', ')}`];
};

const properties = (before: JsonSchema, after: JsonSchema, path: string): string[] =>
  Object.entries(before.properties ?? {}).flatMap(([name, property]) => {
    const next = after.properties?.[name];
    if (next === undefined) return [`${path}/${name}: was removed`];
    const wasRequired = before.required?.includes(name) ?? false;
    const isRequired = after.required?.includes(name) ?? false;
    return [
      ...incompatibilities(property, next, `${path}/${name}`),
      ...(wasRequired && !isRequired ? [`${path}/${name}: may now be missing`] : []),
    ];
  });

/**
 * What a reader of `before` could stumble over when it is given values of `after`: each as a path and a reason. Empty when the
 * shape only grew: readers ignore properties that they do not know.
 */
export const incompatibilities = (before: JsonSchema, after: JsonSchema, path = ''): string[] => [
  ...narrowings(before, after, path),
  ...properties(before, after, path),
  ...(before.items === undefined ? [] : incompatibilities(before.items, after.items ?? {}, `${path}/items`)),
];
