import type { KeyObject } from 'node:crypto';
import { ZodError } from 'zod';
import type { AnyAggregate, PersonalFields } from '../../domains/kernel/aggregate.ts';
import type { PersonKeys } from '../../domains/kernel/ports/person-keys.ts';
import type { AnyMessage, Schemas, Upcasts } from '../../event-schemas/primitives.ts';
import { openBytes, sealBytes } from '../sealing.ts';

type EventType = {
  readonly schemas: Schemas;
  readonly upcasts: Upcasts<Schemas> | undefined;
  readonly personal: PersonalFields | undefined;
};
type Fields = Record<string, unknown>;
type StoredMessage = { readonly type: string; readonly data: unknown; readonly schemaVersion: number };

const SEALED = 'sealed:1:';

/** Under the person's key, bound to the field's name so that sealed values cannot be swapped between fields. */
const seal = (key: KeyObject, field: string, value: unknown): string =>
  SEALED + sealBytes(key, field, Buffer.from(JSON.stringify(value))).toString('base64');

const open = (key: KeyObject, field: string, sealed: string): unknown =>
  JSON.parse(openBytes(key, field, Buffer.from(sealed.slice(SEALED.length), 'base64')).toString('utf8')) as unknown;

const isSealed = (value: unknown): value is string => typeof value === 'string' && value.startsWith(SEALED);

/** Why one stored event cannot be read; its type and version are in the message, its data are not. */
export class DecodeFailure extends Error {
  override readonly name = 'DecodeFailure';
}

export type EventCodec = {
  readonly categories: readonly string[];
  /** Seals personal fields; makes the person's key when this is the first event about them. */
  encode(events: readonly AnyMessage[]): Promise<readonly unknown[]>;
  /**
   * Opens personal fields (null once the key is destroyed), upcasts step by step, then parses. Undeclared types give
   * undefined, data that do not fit a DecodeFailure. Throws only when the keys cannot be reached.
   */
  decodeEach(stored: readonly StoredMessage[]): Promise<readonly (AnyMessage | DecodeFailure | undefined)[]>;
  /** The same, and throws the first DecodeFailure. */
  decode(stored: readonly StoredMessage[]): Promise<readonly (AnyMessage | undefined)[]>;
  /** The event without its personal fields, for places that outlive the person's key. */
  withoutPersonal(event: AnyMessage): AnyMessage;
};

/** The fields that did not fit, without what was in them: a failure is logged, and data may be personal. */
const reasonOf = (error: unknown): string =>
  error instanceof ZodError
    ? error.issues.map(({ path, code }) => `${path.join('.')} (${code})`).join(', ')
    : error instanceof Error
      ? error.name
      : 'unknown';

/** Upcasts and parses; an event of a newer version than this process knows cannot be read by it. */
const currentOf = (
  { schemas, upcasts }: EventType,
  { type, schemaVersion }: StoredMessage,
  opened: () => unknown,
): AnyMessage | DecodeFailure => {
  const steps = upcasts?.[type] ?? [];
  if (!Number.isInteger(schemaVersion) || schemaVersion < 1 || schemaVersion > steps.length + 1)
    return new DecodeFailure(
      `${type} is stored in version ${schemaVersion}; this process knows 1 to ${steps.length + 1}`,
    );
  try {
    const current = steps.slice(schemaVersion - 1).reduce<unknown>((data, step) => step(data as never), opened());
    return { type, data: schemas[type]!.parse(current) };
  } catch (error) {
    return new DecodeFailure(`${type} in version ${schemaVersion} does not fit its schema: ${reasonOf(error)}`);
  }
};

/** Stored JSON to current event and back, for all declared event types. */
export const eventCodec = (aggregates: readonly AnyAggregate[], keys: PersonKeys): EventCodec => {
  const types = new Map<string, EventType>();
  for (const { category, events, upcasts, personal } of aggregates)
    for (const type of Object.keys(events)) {
      if (types.has(type)) throw new Error(`event type ${type} is declared twice (second time by ${category})`);
      types.set(type, { schemas: events, upcasts, personal: personal?.[type] });
    }

  const subjectsOf = (messages: readonly AnyMessage[]): string[] => {
    const subjects = new Set<string>();
    for (const { type, data } of messages) {
      const subject = types.get(type)?.personal?.subject;
      if (subject !== undefined) subjects.add((data as Fields)[subject] as string);
    }
    return [...subjects];
  };

  const mapPersonal = (
    { type, data }: AnyMessage,
    change: (field: string, value: unknown, subject: string) => unknown,
  ): unknown => {
    const fields = types.get(type)?.personal;
    if (fields === undefined) return data;
    const subject = (data as Fields)[fields.subject] as string;
    const changed: Fields = { ...(data as Fields) };
    for (const field of fields.fields)
      if (changed[field] !== undefined && changed[field] !== null)
        changed[field] = change(field, changed[field], subject);
    return changed;
  };

  const decodeEach: EventCodec['decodeEach'] = async (stored) => {
    const subjects = subjectsOf(stored);
    const found = subjects.length === 0 ? new Map<string, KeyObject>() : await keys.get(subjects);
    return stored.map((event) => {
      const declared = types.get(event.type);
      if (declared === undefined) return undefined;
      const opened = (): unknown =>
        mapPersonal(event, (field, value, subject) => {
          const key = found.get(subject);
          return !isSealed(value) ? value : key === undefined ? null : open(key, field, value);
        });
      return currentOf(declared, event, opened);
    });
  };

  return {
    categories: aggregates.map(({ category }) => category),
    encode: async (events) => {
      const subjects = subjectsOf(events);
      if (subjects.length === 0) return events.map(({ data }) => data);
      const found = await keys.getOrCreate(subjects);
      return events.map((event) =>
        mapPersonal(event, (field, value, subject) => seal(found.get(subject)!, field, value)),
      );
    },
    decodeEach,
    decode: async (stored) =>
      (await decodeEach(stored)).map((decoded) => {
        if (decoded instanceof DecodeFailure) throw decoded;
        return decoded;
      }),
    withoutPersonal: (event) => ({ type: event.type, data: mapPersonal(event, () => null) }),
  };
};
