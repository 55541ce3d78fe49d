import type { KafkaMessage, Message } from 'kafkajs';
import { z } from 'zod';
import type { StoredEvent } from '../eventstore/decode-stored.ts';
import type { Metadata } from '../../event-schemas/primitives.ts';
import { slotOf } from './names.ts';

/** An event of the log as Kafka carries it: still sealed, still in the version that was stored. */
export type RelayedEvent = {
  readonly eventId: string;
  readonly type: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly data: unknown;
  readonly metadata: Metadata;
};
/** Everything up to `position` is in the topics below these offsets. Topics that have not changed are left out. */
export type Watermark = { readonly position: bigint; readonly ends: Readonly<Record<string, number>> };

type Value = { readonly data: unknown; readonly metadata: Metadata };
const WatermarkValue = z.object({ position: z.string(), ends: z.record(z.string(), z.number()) });

const textOf = (message: KafkaMessage, header: string): string => String(message.headers?.[header] ?? '');

/** The record of one event, in the slot of its stream. */
export const recordOf = ({ id, type, streamId, revision, position, data, metadata }: StoredEvent): Message => {
  const { schemaVersion, traceparent } = metadata as Partial<Metadata>;
  return {
    key: streamId,
    partition: slotOf(streamId),
    value: JSON.stringify({ data, metadata }),
    headers: {
      'event-id': id,
      type,
      position: String(position?.commit ?? 0),
      revision: String(revision),
      'schema-version': String(schemaVersion ?? 1),
      ...(traceparent === undefined ? {} : { traceparent }),
    },
  };
};

/** Throws for a record that the relay did not write. */
export const eventOf = (message: KafkaMessage): RelayedEvent => {
  const { data, metadata } = JSON.parse(message.value?.toString('utf8') ?? 'null') as Value;
  return {
    eventId: textOf(message, 'event-id'),
    type: textOf(message, 'type'),
    stream: message.key?.toString('utf8') ?? '',
    revision: BigInt(textOf(message, 'revision')),
    position: BigInt(textOf(message, 'position')),
    data,
    metadata,
  };
};

export const watermarkRecord = (slot: number, { position, ends }: Watermark): Message => ({
  key: String(slot),
  partition: slot,
  value: JSON.stringify({ position: String(position), ends }),
});

export const watermarkOf = (message: KafkaMessage): Watermark => {
  const { position, ends } = WatermarkValue.parse(JSON.parse(message.value?.toString('utf8') ?? 'null'));
  return { position: BigInt(position), ends };
};
