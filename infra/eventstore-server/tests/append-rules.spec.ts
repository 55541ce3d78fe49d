import { describe, expect, it } from 'vitest';
import {
  EXPECT_ANY,
  EXPECT_NO_STREAM,
  EXPECT_STREAM_EXISTS,
  decideAppend,
  decideDelete,
  type LogView,
} from '../storage/append-rules.ts';
import { TOMBSTONE_REVISION } from '../storage/record.ts';

const id = (letter: string): Buffer => Buffer.alloc(16, letter);
const ids = (letters: string): Buffer[] => Array.from(letters, id);

interface Given {
  /** Letters of the event ids in stream `s`. */
  readonly events?: string;
  readonly metadata?: boolean;
  readonly softDeleted?: boolean;
  readonly tombstoned?: boolean;
  /** Whether the ids are still in the cache of recent ones. */
  readonly forgotten?: boolean;
}

function view({
  events = '',
  metadata = false,
  softDeleted = false,
  tombstoned = false,
  forgotten = false,
}: Given): LogView {
  return {
    last: (stream) => {
      if (stream === 's') return tombstoned ? TOMBSTONE_REVISION : events.length - 1;
      return stream === '$$s' && metadata ? 0 : -1;
    },
    isSoftDeleted: (stream) => stream === 's' && softDeleted,
    eventId: (_stream, revision) => (events[revision] === undefined ? undefined : id(events[revision])),
    recent: (wanted) => {
      const letter = String.fromCharCode(wanted[0]!);
      if (letter === 'z') return { stream: 'another', revision: 4 };
      const revision = forgotten ? -1 : events.indexOf(letter);
      return revision < 0 ? undefined : { stream: 's', revision };
    },
  };
}

describe('the append rules', () => {
  it.each<[string, Given, number, string, string]>([
    ['a new stream that must not exist', {}, EXPECT_NO_STREAM, 'a', 'append'],
    ['a new stream with any revision', {}, EXPECT_ANY, 'a', 'append'],
    ['a new stream that must exist', {}, EXPECT_STREAM_EXISTS, 'a', 'wrong-version -1'],
    ['a stream with metadata only that must exist', { metadata: true }, EXPECT_STREAM_EXISTS, 'a', 'append'],
    ['the exact revision', { events: 'ab' }, 1, 'c', 'append'],
    ['a revision ahead', { events: 'ab' }, 2, 'c', 'wrong-version 1'],
    ['a revision behind with other events', { events: 'ab' }, 0, 'c', 'wrong-version 1'],
    ['a revision behind without events', { events: 'ab' }, 0, '', 'wrong-version 1'],
    ['the same events again', { events: 'abcd' }, 0, 'bc', 'repeated 2'],
    ['the same events again after a restart', { events: 'abcd', forgotten: true }, 0, 'bc', 'repeated 2'],
    ['the same events from the start', { events: 'abcd' }, EXPECT_NO_STREAM, 'ab', 'repeated 1'],
    ['a repeat with a differing later event', { events: 'abcd' }, 0, 'bx', 'wrong-version 3'],
    ['a repeat that runs past the end', { events: 'ab' }, 0, 'bc', 'wrong-version 1'],
    ['recent ids with any revision', { events: 'abcd' }, EXPECT_ANY, 'bc', 'repeated 2'],
    ['recent ids of which a later one is new', { events: 'abcd' }, EXPECT_ANY, 'bx', 'wrong-version 3'],
    ['a new first id with a known later one', { events: 'abcd' }, EXPECT_ANY, 'xb', 'append'],
    ['ids known from another stream', { events: 'ab' }, EXPECT_ANY, 'z', 'append'],
    ['forgotten ids with any revision', { events: 'abcd', forgotten: true }, EXPECT_ANY, 'bc', 'append'],
    [
      'a soft-deleted stream that must exist',
      { events: 'ab', softDeleted: true },
      EXPECT_STREAM_EXISTS,
      'c',
      'deleted',
    ],
    ['a soft-deleted stream that must not exist', { events: 'ab', softDeleted: true }, EXPECT_NO_STREAM, 'c', 'append'],
    ['a soft-deleted stream at a wrong revision', { events: 'ab', softDeleted: true }, 0, 'c', 'wrong-version 1'],
    ['a tombstoned stream', { events: 'ab', tombstoned: true }, EXPECT_ANY, 'c', 'deleted'],
  ])('answer %s', (...row) => {
    const [, given, expected, events, answer] = row;
    const decision = decideAppend(view(given), 's', expected, ids(events));
    const detail =
      decision.kind === 'repeated'
        ? ` ${decision.revision}`
        : decision.kind === 'wrong-version'
          ? ` ${decision.current}`
          : '';
    expect(decision.kind + detail).toBe(answer);
  });

  it('bury the metadata of a tombstoned stream with it', () => {
    expect(decideAppend(view({ tombstoned: true }), '$$s', EXPECT_ANY, ids('a')).kind).toBe('deleted');
  });

  it('let nobody delete what was never there', () => {
    expect(decideDelete(view({}), 's', EXPECT_ANY, id('n'))).toEqual({ kind: 'wrong-version', current: -1 });
    expect(decideDelete(view({ metadata: true }), 's', EXPECT_ANY, id('n')).kind).toBe('append');
  });
});
