import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { importClient, type ImportClient, type RowAnswer } from './import-catalogue/client.ts';
import { showProgress, type Progress } from './import-catalogue/progress.ts';
import { countRecords, readCsv } from './import-catalogue/read-csv.ts';
import { rowOf, type BadRow, type ImportRow } from './import-catalogue/rows.ts';

/**
 * `npm run import:catalogue -- FILE.csv` brings a list of products into a running system through its public API. It may be
 * stopped and run again at any time: rows that are there already change nothing.
 * Environment: BASE_URL, TOKEN (of an admin, else the demo's), IMAGE_BASE_URL, STOCK (pieces per new variant), DATA_DIR.
 */
const ROWS_PER_REQUEST = 250;
const REQUESTS_AT_ONCE = 4;
const BAD_SHOWN_MAX = 50;

const environment = z.object({
  BASE_URL: z.url().default('http://127.0.0.1:3000'),
  TOKEN: z.string().optional(),
  DATA_DIR: z.string().default('.data'),
  IMAGE_BASE_URL: z.url().default('https://images.example.com/catalogue'),
  STOCK: z.coerce.number().int().min(0).max(1_000_000).default(10),
});

const tokenFrom = async (directory: string): Promise<string> => {
  const file = `${directory}/demo-tokens.json`;
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`Set TOKEN to an admin's access token, or run npm start, which writes ${file}.`);
  });
  return z.object({ admin: z.string() }).parse(JSON.parse(text)).admin;
};

type Counts = Record<RowAnswer['outcome'], number>;
type Entry = { readonly line: number; readonly row: ImportRow };
type Run = {
  readonly counts: Counts;
  readonly bad: BadRow[];
  readonly progress: Progress;
  readonly client: ImportClient;
};

const sendBatch = async (entries: readonly Entry[], { client, counts, bad, progress }: Run): Promise<void> => {
  for (const answer of await client.send(entries.map(({ row }) => row))) {
    counts[answer.outcome] += 1;
    if (answer.outcome === 'failed')
      bad.push({
        line: entries[answer.row]?.line ?? 0,
        reason: [answer.reason, answer.detail].filter((part) => part !== undefined).join(': '),
      });
  }
  progress.advance(entries.length);
};

/** Several requests are under way at once, and no more of the file is in memory than they carry. */
const importAll = async (file: string, options: { imageBaseUrl: string; stock: number }, run: Run): Promise<void> => {
  const underWay = new Set<Promise<void>>();
  let failure: unknown;
  const start = async (entries: readonly Entry[]): Promise<void> => {
    const sent: Promise<void> = sendBatch(entries, run)
      .catch((error: unknown) => void (failure ??= error))
      .finally(() => underWay.delete(sent));
    underWay.add(sent);
    if (underWay.size >= REQUESTS_AT_ONCE) await Promise.race(underWay);
  };
  const refuse = (bad: BadRow): void => {
    run.bad.push(bad);
    run.counts.failed += 1;
  };
  let batch: Entry[] = [];
  for await (const { record, line } of readCsv(file, refuse)) {
    const row = rowOf(record, options);
    if ('reason' in row) {
      refuse({ line, reason: row.reason });
      run.progress.advance(1);
    } else batch.push({ line, row });
    if (batch.length === ROWS_PER_REQUEST) {
      await start(batch);
      batch = [];
    }
    if (failure !== undefined) break;
  }
  if (batch.length > 0 && failure === undefined) await start(batch);
  await Promise.all(underWay);
  if (failure !== undefined) throw failure as Error;
};

const report = ({ counts, bad }: Run, seconds: number, visibleAfterMs: number): void => {
  for (const { line, reason } of bad.slice(0, BAD_SHOWN_MAX)) console.log(`line ${line}: ${reason}`);
  if (bad.length > BAD_SHOWN_MAX) console.log(`... and ${bad.length - BAD_SHOWN_MAX} more bad rows`);
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const { created, changed, unchanged, failed } = counts;
  console.log(
    `${rows} rows: ${created} created, ${changed} changed, ${unchanged} unchanged, ${failed} bad; ` +
      `${seconds.toFixed(1)} s, ${(rows / seconds).toFixed(0)} products/s; lists showed all of it ${visibleAfterMs.toFixed(0)} ms later`,
  );
};

const main = async (): Promise<number> => {
  const [file] = process.argv.slice(2);
  if (file === undefined) throw new Error('Name the file: npm run import:catalogue -- FILE.csv');
  const settings = environment.parse(process.env);
  const token = settings.TOKEN ?? (await tokenFrom(settings.DATA_DIR));
  const total = await countRecords(file);
  const counts: Counts = { created: 0, changed: 0, unchanged: 0, failed: 0 };
  const client = importClient(settings.BASE_URL, token);
  const run: Run = { counts, bad: [], progress: showProgress(total), client };
  const startedAt = performance.now();
  try {
    await importAll(file, { imageBaseUrl: settings.IMAGE_BASE_URL, stock: settings.STOCK }, run);
  } finally {
    run.progress.stop();
  }
  const importedAt = performance.now();
  await client.caughtUp();
  report(run, (importedAt - startedAt) / 1_000, performance.now() - importedAt);
  return counts.failed === 0 ? 0 : 1;
};

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
