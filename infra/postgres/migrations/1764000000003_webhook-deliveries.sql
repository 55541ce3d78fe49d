-- Up Migration
create schema webhook;
comment on schema webhook is 'The queue and the log of what is sent to endpoints of others';
create table webhook.delivery (
  number bigint generated always as identity primary key,
  delivery_id uuid not null unique,
  endpoint_id uuid not null,
  message_id uuid not null,
  event_type text not null,
  subject text not null,
  position bigint not null,
  body text not null,
  recorded_at text not null,
  status text not null default 'waiting' check (status in ('waiting', 'delivered', 'failed')),
  tries integer not null default 0,
  next_attempt_at text not null,
  last_status integer,
  attempts jsonb not null default '[]');
create index delivery_due on webhook.delivery (endpoint_id, next_attempt_at, number) where status = 'waiting';
create index delivery_of_endpoint on webhook.delivery (endpoint_id, number);
create index delivery_of_status on webhook.delivery (status, number);
create index delivery_recorded on webhook.delivery (recorded_at);
comment on table webhook.delivery is 'One message to one endpoint, with its last attempts; kept for some weeks';
create table webhook.endpoint_health (
  endpoint_id uuid primary key,
  failures_in_row integer not null,
  probe_at text not null);
comment on table webhook.endpoint_health is 'How many attempts in a row have failed; no row for an endpoint that answered last';
