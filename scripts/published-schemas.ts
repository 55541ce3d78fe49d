import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { domains } from '../domains/index.ts';

/**
 * `npm run schemas` writes the JSON Schema of every stored event version to event-schemas/published/. A published version
 * never changes; `--check` fails when one would, or when one is missing.
 */
const FOLDER = 'event-schemas/published';

/** The regular expressions that zod prints for formats change with zod, not with the contract. */
const withoutPatterns = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(withoutPatterns);
  if (schema === null || typeof schema !== 'object') return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !(key === 'pattern' && typeof value === 'string'))
      .map(([key, value]) => [key, withoutPatterns(value)]),
  );
};

export const publishedSchemas = (): ReadonlyMap<string, string> => {
  const files = new Map<string, string>();
  for (const { events, upcasts } of domains.flatMap(({ aggregates }) => aggregates))
    for (const [type, schema] of Object.entries(events)) {
      const version = (upcasts?.[type]?.length ?? 0) + 1;
      const json = withoutPatterns(z.toJSONSchema(schema, { unrepresentable: 'any' }));
      files.set(`${type}.v${version}.json`, `${JSON.stringify(json, null, 2)}\n`);
    }
  return files;
};

/** Names of files that are missing or differ from what the code says. */
export const changedSchemas = async (): Promise<string[]> => {
  const changed: string[] = [];
  for (const [name, text] of publishedSchemas())
    if ((await readFile(`${FOLDER}/${name}`, 'utf8').catch(() => '')) !== text) changed.push(name);
  return changed;
};

if (import.meta.main) {
  const changed = await changedSchemas();
  if (process.argv.includes('--check')) {
    if (changed.length > 0)
      console.error(
        `These published event schemas differ from the code; add a version with an upcast instead:\n${changed.join('\n')}`,
      );
    process.exit(changed.length === 0 ? 0 : 1);
  }
  await mkdir(FOLDER, { recursive: true });
  const files = publishedSchemas();
  for (const name of changed) await writeFile(`${FOLDER}/${name}`, files.get(name)!);
  console.log(
    `${changed.length} written, ${(await readdir(FOLDER)).filter((name) => name.endsWith('.json')).length} published schemas in all`,
  );
}
