import type { Database } from './database.ts';

/** Tables that no projection owns: what the runners and the command API must remember. */
const TABLES = `create extension if not exists pg_trgm;
create schema if not exists system;
create table if not exists system.checkpoint (consumer text primary key, position bigint not null);
create table if not exists system.idempotency (
  key text primary key, fingerprint text not null, status int not null, headers jsonb not null, body text not null,
  kept_at timestamptz not null default now());
create index if not exists idempotency_kept_at on system.idempotency (kept_at);
create table if not exists system.person_key (subject text primary key, sealed_key bytea, created_at timestamptz not null default now(), destroyed_at timestamptz);`;

export const prepareSystemTables = (database: Database): Promise<void> => database.run(TABLES);
