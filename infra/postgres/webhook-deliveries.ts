import type {
  ClaimedWebhookDelivery,
  NewWebhookDelivery,
  WebhookDeliveries,
  WebhookOutcome,
} from '../../domains/kernel/ports/webhook-deliveries.ts';
import { sql } from '../../domains/kernel/projection.ts';
import type { Database } from './database.ts';

/** Rows that one statement adds; a longer list takes several. */
export const ADDED_PER_STATEMENT_MAX = 1_000;
export const DROPPED_AT_ONCE_MAX = 10_000;

const rowOf = (delivery: NewWebhookDelivery): object => ({
  delivery_id: delivery.deliveryId,
  endpoint_id: delivery.endpointId,
  message_id: delivery.messageId,
  event_type: delivery.eventType,
  subject: delivery.subject,
  position: String(delivery.position),
  body: delivery.body,
  recorded_at: delivery.recordedAt,
});

type ClaimedRow = {
  readonly delivery_id: string;
  readonly endpoint_id: string;
  readonly message_id: string;
  readonly body: string;
  readonly tries: number;
};
const claimedOf = (row: ClaimedRow): ClaimedWebhookDelivery => ({
  deliveryId: row.delivery_id,
  endpointId: row.endpoint_id,
  messageId: row.message_id,
  body: row.body,
  tries: row.tries,
});

/** A success also ends a delivery that somebody else has given up meanwhile; a failure changes only what still waits. */
const recordOn = async (database: Database, outcome: WebhookOutcome, attemptsKeptMax: number): Promise<number> => {
  const { deliveryId, endpointId, attempt, status, nextAttemptAt, probeAt } = outcome;
  return database.transaction(async (query) => {
    await query(sql`update webhook.delivery set status = ${status}, tries = tries + 1,
        next_attempt_at = ${nextAttemptAt}, last_status = ${attempt.status},
        attempts = (case when jsonb_array_length(attempts) >= ${attemptsKeptMax} then attempts - 0 else attempts end)
          || jsonb_build_array(${JSON.stringify(attempt)}::jsonb)
      where delivery_id = ${deliveryId} and (status = 'waiting' or ${status === 'delivered'})`);
    if (status === 'delivered') {
      await query(sql`delete from webhook.endpoint_health where endpoint_id = ${endpointId}`);
      return 0;
    }
    const [health] = await query<{ readonly failures_in_row: number }>(sql`
      insert into webhook.endpoint_health as health values (${endpointId}, 1, ${probeAt})
      on conflict (endpoint_id) do update set failures_in_row = health.failures_in_row + 1, probe_at = excluded.probe_at
      returning failures_in_row`);
    return health!.failures_in_row;
  });
};

/** Deliveries in `webhook.delivery`. A delivery that is taken is due again when its lease is over: no other mark is needed. */
export const postgresWebhookDeliveries = (database: Database, attemptsKeptMax: number): WebhookDeliveries => ({
  add: async (deliveries) => {
    for (let from = 0; from < deliveries.length; from += ADDED_PER_STATEMENT_MAX) {
      const rows = deliveries.slice(from, from + ADDED_PER_STATEMENT_MAX).map(rowOf);
      await database.query(sql`insert into webhook.delivery
          (delivery_id, endpoint_id, message_id, event_type, subject, position, body, recorded_at, next_attempt_at)
        select delivery_id, endpoint_id, message_id, event_type, subject, position, body, recorded_at, recorded_at
        from rows from (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as (delivery_id uuid, endpoint_id uuid,
          message_id uuid, event_type text, subject text, position bigint, body text, recorded_at text)) with ordinality
        order by ordinality on conflict (delivery_id) do nothing`);
    }
  },

  claim: async (claims, now, leasedUntil) => {
    const rows = await database.query<ClaimedRow>(sql`
      with asked as (
        select a.* from unnest(${claims.map(({ endpointId }) => endpointId)}::uuid[],
          ${claims.map(({ limit }) => limit)}::int[], ${claims.map(({ isProbe }) => isProbe)}::boolean[])
          as a(endpoint_id, most, is_probe)
        left join webhook.endpoint_health h using (endpoint_id)
        where not a.is_probe or h.probe_at is null or h.probe_at <= ${now}),
      taken as (
        select due.number from asked cross join lateral (
          select number from webhook.delivery waiting
          where waiting.endpoint_id = asked.endpoint_id and waiting.status = 'waiting'
            and (waiting.next_attempt_at <= ${now} or asked.is_probe)
          order by waiting.next_attempt_at, waiting.number limit asked.most for update skip locked) due)
      update webhook.delivery delivery set next_attempt_at = ${leasedUntil} from taken
      where delivery.number = taken.number
      returning delivery_id, endpoint_id, message_id, body, tries`);
    return rows.map(claimedOf);
  },

  record: (outcome) => recordOn(database, outcome, attemptsKeptMax),

  resend: async (deliveryId, now) => {
    await database.query(sql`update webhook.delivery set status = 'waiting', tries = 0, next_attempt_at = ${now}
      where delivery_id = ${deliveryId}`);
  },

  replay: async ({ endpointId, since, onlyFailed, limit, now }) => {
    await database.query(sql`update webhook.delivery set status = 'waiting', tries = 0, next_attempt_at = ${now}
      where number in (select number from webhook.delivery where endpoint_id = ${endpointId} and recorded_at >= ${since}
        and (status = 'failed' or (status = 'delivered' and not ${onlyFailed}::boolean)) order by number limit ${limit})`);
  },

  forgive: async (endpointId) => {
    await database.query(sql`delete from webhook.endpoint_health where endpoint_id = ${endpointId}`);
  },

  abandon: async (endpointId) => {
    await database.query(sql`update webhook.delivery set status = 'failed'
      where endpoint_id = ${endpointId} and status = 'waiting'`);
    await database.query(sql`delete from webhook.endpoint_health where endpoint_id = ${endpointId}`);
  },

  drop: async (before) => {
    await database.query(sql`delete from webhook.delivery where number in (
      select number from webhook.delivery where recorded_at < ${before} limit ${DROPPED_AT_ONCE_MAX})`);
  },

  waiting: async () => {
    const rows = await database.query<{ readonly endpoint_id: string; readonly waiting: number }>(sql`
      select endpoint_id, count(*) as waiting from webhook.delivery where status = 'waiting' group by endpoint_id`);
    return new Map(rows.map((row) => [row.endpoint_id, row.waiting]));
  },
});
