import { z } from 'zod';
import { annotationPolicy } from '../policy/annotation.ts';

const { referenceCharactersMax, keyCharactersMax, valueCharactersMax, keysMax } = annotationPolicy;

/**
 * A number or name that another system has for it, compared as it is written: ids of some systems differ in case alone. No `@`
 * and no blanks, so that it is neither an e-mail address nor a name of a person.
 */
export const ExternalReference = z
  .string()
  .trim()
  .max(referenceCharactersMax.value)
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9._:/-]*[A-Za-z0-9])?$/,
    'must be letters, digits and . _ : / - between them, such as "PO/2026/0041"',
  );

/** The part before the first dot says whose key it is, so that two systems never meet. */
export const MetadataKey = z
  .string()
  .max(keyCharactersMax.value)
  .regex(
    /^[a-z][a-z0-9-]*(?:\.[A-Za-z0-9_-]+)+$/,
    'must begin with the name of your system and a dot, such as "erp.status"',
  );
export const MetadataValue = z.string().min(1).max(valueCharactersMax.value);
export const Metadata = z.record(MetadataKey, MetadataValue);
export type Metadata = Readonly<z.infer<typeof Metadata>>;
/** A JSON merge patch (RFC 7396): null takes a key away, keys that are not named stay. */
export const MetadataPatch = z
  .record(MetadataKey, MetadataValue.nullable())
  .refine((patch) => Object.keys(patch).length <= 2 * keysMax.value, {
    message: `must not change more than ${2 * keysMax.value} keys`,
  });
export type MetadataPatch = Readonly<z.infer<typeof MetadataPatch>>;

export const patched = (metadata: Metadata, patch: MetadataPatch = {}): Metadata =>
  Object.fromEntries(
    Object.entries({ ...metadata, ...patch }).filter((entry): entry is [string, string] => entry[1] !== null),
  );

/** What of a patch changes something; undefined when nothing does. */
export const effectiveIn = (metadata: Metadata, patch: MetadataPatch = {}): MetadataPatch | undefined => {
  const changes = Object.entries(patch).filter(([key, value]) => (metadata[key] ?? null) !== value);
  return changes.length === 0 ? undefined : Object.fromEntries(changes);
};
