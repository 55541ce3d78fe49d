import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { PersonKeys } from '../../domains/kernel/ports/person-keys.ts';
import type { Database } from './database.ts';
import { keySealing, type KeySealing } from './key-sealing.ts';

const KEY_BYTES = 32;
const KEYS_CACHED_MAX = 50_000;
/** Persons whose keys are not looked up again. What drops out is destroyed in the table by then. */
const FORGOTTEN_MAX = 10_000;
/** After this time a key that another process has destroyed is gone here too. */
const KEY_CACHED_MS = 60_000;
type Row = { readonly subject: string; readonly sealed_key: Buffer | null };

const SELECT = 'select subject, sealed_key from system.person_key where subject = any($1)';
const INSERT = `insert into system.person_key (subject, sealed_key)
  select * from unnest($1::text[], $2::bytea[]) on conflict do nothing`;
const DESTROY = `insert into system.person_key (subject, sealed_key, destroyed_at) values ($1, null, now())
  on conflict (subject) do update set sealed_key = null, destroyed_at = coalesce(person_key.destroyed_at, now())`;
/** A key must outlive the events that it seals, and a destroyed one must stay so: these commits wait for the disk. */
const DURABLY = { text: 'set local synchronous_commit to on', values: [] };

class PostgresPersonKeys implements PersonKeys {
  readonly #database: Database;
  readonly #sealing: KeySealing;
  readonly #cache: LRUCache<string, KeyObject> | undefined;
  readonly #forgotten = new LRUCache<string, true>({ max: FORGOTTEN_MAX });
  /** Counts up, so that a key that was read before a destruction is not cached after it. */
  #destructions = 0;

  constructor(database: Database, sealing: KeySealing, cachedMax: number) {
    this.#database = database;
    this.#sealing = sealing;
    this.#cache = cachedMax === 0 ? undefined : new LRUCache({ max: cachedMax, ttl: KEY_CACHED_MS });
  }

  async get(subjects: readonly string[]): Promise<Map<string, KeyObject>> {
    const { found, missing } = this.#cached(subjects);
    if (missing.length === 0) return found;
    const before = this.#destructions;
    this.#open(await this.#database.query<Row>({ text: SELECT, values: [missing] }), found, before);
    return found;
  }

  async getOrCreate(subjects: readonly string[]): Promise<Map<string, KeyObject>> {
    const { found, missing } = this.#cached(subjects);
    if (missing.length === 0) return found;
    const before = this.#destructions;
    const fresh = missing.map((subject) => this.#sealing.seal(randomBytes(KEY_BYTES), subject));
    const rows = await this.#database.transaction(async (query) => {
      await query(DURABLY);
      await query({ text: INSERT, values: [missing, fresh] });
      return query<Row>({ text: SELECT, values: [missing] });
    });
    if (rows.some(({ sealed_key: sealed, subject }) => sealed === null || this.#forgotten.has(subject)))
      throw new Error('a person whose data was erased cannot be written about again');
    this.#open(rows, found, before);
    return found;
  }

  async destroy(subject: string): Promise<void> {
    await this.#database.transaction(async (query) => {
      await query(DURABLY);
      await query({ text: DESTROY, values: [subject] });
    });
    this.forget(subject);
  }

  forget(subject: string): void {
    this.#destructions += 1;
    this.#forgotten.set(subject, true);
    this.#cache?.delete(subject);
  }

  #cached(subjects: readonly string[]): { found: Map<string, KeyObject>; missing: string[] } {
    const found = new Map<string, KeyObject>();
    const missing = new Set<string>();
    for (const subject of subjects) {
      const key = this.#cache?.get(subject);
      if (key === undefined) missing.add(subject);
      else found.set(subject, key);
    }
    return { found, missing: [...missing] };
  }

  #open(rows: readonly Row[], found: Map<string, KeyObject>, destructions: number): void {
    for (const { subject, sealed_key: sealed } of rows) {
      if (sealed === null || this.#forgotten.has(subject)) continue;
      const key = createSecretKey(this.#sealing.open(sealed, subject));
      found.set(subject, key);
      if (destructions === this.#destructions) this.#cache?.set(subject, key);
    }
  }
}

/**
 * Keys in PostgreSQL, each sealed with the installation's secret, so that a copy of the database alone opens nothing. A process
 * that does not follow the log caches none (`cachedMax` 0), since nobody tells it of an erasure.
 */
export const postgresPersonKeys = (database: Database, secret: Buffer, cachedMax = KEYS_CACHED_MAX): PersonKeys =>
  new PostgresPersonKeys(database, keySealing(secret), cachedMax);
