-- Up Migration
create table system.ended_session (
  kind text not null check (kind in ('session', 'user')),
  subject uuid not null,
  before text,
  lapses_at bigint not null,
  primary key (kind, subject));
create index ended_session_lapses on system.ended_session (lapses_at);
comment on table system.ended_session is 'Sessions whose access tokens have not expired yet, where no Redis keeps them';
