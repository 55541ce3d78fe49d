import { randomBytes } from 'node:crypto';
import { EXPECT_NO_STREAM } from './append-rules.ts';
import { KIND_APPEND } from './batch.ts';
import { FIRST_POSITION } from './database.ts';
import type { EventLog } from './event-log.ts';

/** Who may do what by default; kept for clients that read it, the server itself has no users. */
const DEFAULT_SETTINGS = {
  $userStreamAcl: { $r: '$all', $w: '$all', $d: '$all', $mr: '$all', $mw: '$all' },
  $systemStreamAcl: { $r: '$admins', $w: '$admins', $d: '$admins', $mr: '$admins', $mw: '$admins' },
};

/** Gives a new log its first event: a fresh EventStoreDB is never empty, and clients count on that. */
export async function initializeLog(log: EventLog): Promise<void> {
  if (log.reader.head > FIRST_POSITION) return;
  const event = {
    id: randomBytes(16),
    type: Buffer.from('$settings'),
    isJson: true,
    metadata: Buffer.alloc(0),
    data: Buffer.from(JSON.stringify(DEFAULT_SETTINGS)),
  };
  await log.write({ kind: KIND_APPEND, stream: '$settings', expected: EXPECT_NO_STREAM, events: [event] });
}
