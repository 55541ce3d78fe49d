import type { IdempotencyStore, StoredAnswer } from '../../domains/kernel/ports/idempotency-store.ts';
import { batched } from './batched.ts';
import type { Database } from './database.ts';

const BATCH_MAX = 200;
const ROWS_DELETED_MAX = 10_000;
const KEPT_FOR = '24 hours';

const firstOfEach = (answers: readonly StoredAnswer[]): StoredAnswer[] => [
  ...new Map(answers.toReversed().map((answer) => [answer.key, answer])).values(),
];

/**
 * Takes the place of an answer that has lapsed, never of another. A refusal that was given must stay one after a crash of the
 * server, so this commit waits for the disk.
 */
const KEEP = `insert into system.idempotency (key, fingerprint, status, headers, body)
  select key, fingerprint, status, headers, body
  from jsonb_to_recordset($1::jsonb) as r(key text, fingerprint text, status int, headers jsonb, body text)
  cross join set_config('synchronous_commit', 'on', true) as durable
  on conflict (key) do update set fingerprint = excluded.fingerprint, status = excluded.status,
    headers = excluded.headers, body = excluded.body, kept_at = now()
  where idempotency.kept_at <= now() - interval '${KEPT_FOR}'`;

/** Answers in PostgreSQL. Look-ups and inserts of requests that arrive together share one statement. */
export const postgresIdempotencyStore = (database: Database): IdempotencyStore & { deleteOld(): Promise<void> } => {
  const find = batched<string, StoredAnswer | undefined>(BATCH_MAX, async (keys) => {
    const rows = await database.query<StoredAnswer>({
      text: `select key, fingerprint, status, headers, body from system.idempotency where key = any($1) and kept_at > now() - interval '${KEPT_FOR}'`,
      values: [keys],
    });
    const byKey = new Map(rows.map((row) => [row.key, row]));
    return keys.map((key) => byKey.get(key));
  });
  const keep = batched<StoredAnswer, undefined>(BATCH_MAX, async (answers) => {
    await database.query({ text: KEEP, values: [JSON.stringify(firstOfEach(answers))] });
    return answers.map(() => undefined);
  });
  return {
    find,
    keep,
    deleteOld: async () => {
      await database.query({
        text: `delete from system.idempotency where key in (select key from system.idempotency where kept_at < now() - interval '${KEPT_FOR}' limit ${ROWS_DELETED_MAX})`,
        values: [],
      });
    },
  };
};
