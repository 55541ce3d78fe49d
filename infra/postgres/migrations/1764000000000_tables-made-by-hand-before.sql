-- Up Migration
-- What every installation had before migrations: each statement bears that its table is there already.
create extension if not exists pg_trgm;

create schema if not exists system;
create table if not exists system.checkpoint (consumer text primary key, position bigint not null);
create table if not exists system.idempotency (
  key text primary key, fingerprint text not null, status int not null, headers jsonb not null, body text not null,
  kept_at timestamptz not null default now());
create index if not exists idempotency_kept_at on system.idempotency (kept_at);
create table if not exists system.person_key (
  subject text primary key, sealed_key bytea, created_at timestamptz not null default now(), destroyed_at timestamptz);
create table if not exists system.lease (
  name text primary key, token uuid not null, fence bigint not null, until timestamptz not null);

create schema if not exists projection;
create table if not exists projection.checkpoint (projection text primary key, position bigint not null);
create table if not exists projection.slot_checkpoint (
  projection text not null, slot int not null, position bigint not null, primary key (projection, slot));
create or replace function projection.require(fulfilled boolean) returns void language plpgsql as $$
  begin if not fulfilled then raise exception 'another process has moved this checkpoint' using errcode = 'PJ001'; end if; end $$;
create or replace function projection.require_slot(fulfilled boolean, code text) returns void language plpgsql as $$
  begin if not fulfilled then raise exception 'this slot met another writer' using errcode = code; end if; end $$;

create schema if not exists timeline;
create table if not exists timeline.entry (
  service text, at bigint, sequence bigint, id text collate "C", version bigint not null, lapses bigint, body text not null,
  primary key (service, at, sequence, id));
create index if not exists entry_lapses on timeline.entry (lapses) where lapses is not null;
create table if not exists timeline.place (
  place uuid, at bigint, sequence bigint, id text collate "C", lapses bigint, primary key (place, at, sequence, id));
create index if not exists place_lapses on timeline.place (lapses) where lapses is not null;
