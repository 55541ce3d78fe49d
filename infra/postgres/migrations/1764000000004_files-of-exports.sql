-- Up Migration
create schema export;
comment on schema export is 'Lists of products and orders that somebody asked for';
create table export.file (
  export_id uuid not null,
  number integer not null,
  content text not null,
  kept_until text not null,
  primary key (export_id, number));
create index file_kept on export.file (kept_until);
comment on table export.file is 'One file of an export, kept for some days';
