-- Up Migration
comment on schema system is 'What the processes must remember that no projection can give back';
comment on table system.checkpoint is 'How far consumers without rows of their own have come';
comment on table system.idempotency is 'First answers to requests, kept for a day';
comment on table system.person_key is 'Sealed keys of personal data; a row without a key is a person who was erased';
comment on table system.lease is 'Who leads what, until when';
comment on schema projection is 'How far the read models have come';
comment on schema timeline is 'The event log and other histories, where they are not in Cassandra';
