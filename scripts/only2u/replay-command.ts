import { Command } from 'commander';
import type { RecordedEvent } from '../../domains/kernel/event-store.ts';
import type { Core } from '../../main/core.ts';
import { placed, withCore, type Place } from './place.ts';

type Print = (line: string) => void;
type Until = { readonly until?: string; readonly personal?: true };

/** A revision, a log position (`@` before it), or an instant. */
const isWithin = (until: string | undefined): ((event: RecordedEvent) => boolean) => {
  if (until === undefined) return () => true;
  if (/^\d+$/.test(until)) return ({ revision }) => revision <= BigInt(until);
  if (/^@\d+$/.test(until)) return ({ position }) => position <= BigInt(until.slice(1));
  const instant = Date.parse(until);
  if (Number.isNaN(instant))
    throw new Error(`--until ${until}: give a revision, @position, or a time such as 2026-01-31T10:00:00Z.`);
  return ({ metadata }) => Date.parse(metadata.recordedAt) <= instant;
};

const plain = (_key: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Map) return Object.fromEntries(value as Map<string, unknown>);
  return value instanceof Set ? [...(value as Set<unknown>)] : value;
};

const replay = async (core: Core, stream: string, { until, personal }: Until, print: Print): Promise<void> => {
  const category = stream.slice(0, stream.indexOf('-'));
  const aggregate = core.registry.aggregates.find((one) => one.category === category);
  if (aggregate === undefined) {
    const known = core.registry.aggregates.map((one) => one.category).sort();
    throw new Error(`"${stream}" is no stream: it begins with one of ${known.join(', ')}, then a dash and an id.`);
  }
  const events = (await core.store.readStream(stream)).filter(isWithin(until));
  let state: unknown = aggregate.decider.initial;
  for (const event of events) {
    state = aggregate.decider.evolve(state, event) as unknown;
    const { type, data } = personal === true ? event : core.codec.withoutPersonal(event);
    const { revision, position, metadata } = event;
    print(JSON.stringify({ revision, position, at: metadata.recordedAt, actor: metadata.actor, type, data }, plain));
  }
  // A state may hold what its events hold, which is why it is told only to those who asked for that.
  print(JSON.stringify({ stream, events: events.length, ...(personal === true ? { state } : {}) }, plain));
};

/** `only2u replay STREAM`: what happened to one thing up to a moment, without any effect. */
export const replayCommand = (print: Print): Command =>
  placed(new Command('replay'))
    .description('Tell the events of a stream up to a moment, oldest first, one JSON object a line. It has no effect.')
    .argument('<stream>', 'such as order-0198f000-0000-7000-8000-000000000001')
    .option('--until <moment>', 'a revision, a log position as @123, or a time')
    .option('--personal', 'with personal data, and with the state that the events make')
    .action((stream: string, options: Place & Until) =>
      withCore(options, (core) => replay(core, stream, options, print)),
    );
