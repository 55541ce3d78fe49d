import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { PersonKeys } from '../../domains/kernel/ports/person-keys.ts';
import type { Database } from './database.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEYS_CACHED_MAX = 50_000;
type Row = { readonly subject: string; readonly sealed_key: Buffer | null };

/** Keys in PostgreSQL, each sealed with the installation's secret, so that a copy of the database alone opens nothing. */
export const postgresPersonKeys = (database: Database, secret: Buffer): PersonKeys => {
  const master = createHash('sha256').update('person keys').update(secret).digest();
  const cache = new LRUCache<string, Buffer>({ max: KEYS_CACHED_MAX });

  const seal = (key: Buffer, subject: string): Buffer => {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', master, nonce).setAAD(Buffer.from(subject));
    const sealed = Buffer.concat([cipher.update(key), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  };
  const open = (sealed: Buffer, subject: string): Buffer => {
    const decipher = createDecipheriv('aes-256-gcm', master, sealed.subarray(0, NONCE_BYTES)).setAAD(
      Buffer.from(subject),
    );
    decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  };
  const remember = (rows: readonly Row[], found: Map<string, Buffer>): void => {
    for (const { subject, sealed_key: sealed } of rows) {
      if (sealed === null) continue;
      const key = open(sealed, subject);
      cache.set(subject, key);
      found.set(subject, key);
    }
  };
  const cached = (subjects: readonly string[]): { found: Map<string, Buffer>; missing: string[] } => {
    const found = new Map<string, Buffer>();
    const missing: string[] = [];
    for (const subject of subjects) {
      const key = cache.get(subject);
      if (key === undefined) missing.push(subject);
      else found.set(subject, key);
    }
    return { found, missing };
  };

  return {
    get: async (subjects) => {
      const { found, missing } = cached(subjects);
      if (missing.length > 0)
        remember(
          await database.query<Row>({
            text: 'select subject, sealed_key from system.person_key where subject = any($1) and sealed_key is not null',
            values: [missing],
          }),
          found,
        );
      return found;
    },
    getOrCreate: async (subjects) => {
      const { found, missing } = cached(subjects);
      if (missing.length === 0) return found;
      const fresh = missing.map((subject) => seal(randomBytes(KEY_BYTES), subject));
      const rows = await database.transaction(async (query) => {
        // A key must outlive the events that it seals, so this commit waits for the disk.
        await query({ text: 'set local synchronous_commit to on', values: [] });
        await query({
          text: 'insert into system.person_key (subject, sealed_key) select * from unnest($1::text[], $2::bytea[]) on conflict do nothing',
          values: [missing, fresh],
        });
        return query<Row>({
          text: 'select subject, sealed_key from system.person_key where subject = any($1)',
          values: [missing],
        });
      });
      if (rows.some(({ sealed_key: sealed }) => sealed === null))
        throw new Error('a person whose data was erased cannot be written about again');
      remember(rows, found);
      return found;
    },
    destroy: async (subject) => {
      cache.delete(subject);
      await database.transaction(async (query) => {
        await query({ text: 'set local synchronous_commit to on', values: [] });
        await query({
          text: `insert into system.person_key (subject, sealed_key, destroyed_at) values ($1, null, now())
            on conflict (subject) do update set sealed_key = null, destroyed_at = coalesce(person_key.destroyed_at, now())`,
          values: [subject],
        });
      });
    },
  };
};
