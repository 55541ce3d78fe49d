import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { incompatibilities, type JsonSchema } from '../event-schemas/integration/compatibility.ts';
import { integrationSchemas } from '../event-schemas/integration/index.ts';

/**
 * Writes the JSON Schemas of the events for outsiders to event-schemas/published/integration/. A published version may only
 * grow: anything that a reader could stumble over is refused, and needs a new version.
 */
const FOLDER = 'event-schemas/published/integration';

await mkdir(FOLDER, { recursive: true });
let refused = 0;
for (const [topic, { version, schema }] of Object.entries(integrationSchemas)) {
  const file = `${FOLDER}/${topic}.v${version}.json`;
  const dropPatterns = (key: string, value: unknown): unknown => (key === 'pattern' ? undefined : value);
  const text = `${JSON.stringify(z.toJSONSchema(schema), dropPatterns, 2)}\n`;
  const before = await readFile(file, 'utf8').catch(() => '{}');
  const problems = incompatibilities(JSON.parse(before) as JsonSchema, JSON.parse(text) as JsonSchema);
  refused += problems.length;
  for (const problem of problems) console.error(`${topic}.v${version} ${problem}`);
  if (problems.length === 0) await writeFile(file, text);
}
if (refused > 0) console.error('Make a new version of the event beside the old one instead.');
process.exit(refused === 0 ? 0 : 1);
