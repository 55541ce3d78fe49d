import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KIND_APPEND } from '../storage/batch.ts';
import type { WriteOutcome } from '../storage/batch-packing.ts';
import type { EventLog } from '../storage/event-log.ts';
import type { ProposedEvent } from '../storage/record.ts';

/** A directory of its own for one test; `remove` it afterwards. */
export function scratch(): { directory: string; remove: () => void } {
  const directory = mkdtempSync(join(tmpdir(), 'eventlog-test-'));
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

export const proposed = (text: string, type = 'Tested'): ProposedEvent => ({
  id: randomBytes(16),
  type: Buffer.from(type),
  isJson: true,
  metadata: Buffer.from('{"by":"test"}'),
  data: Buffer.from(JSON.stringify({ text })),
});

export function append(log: EventLog, stream: string, texts: readonly string[], expected = -2): Promise<WriteOutcome> {
  return log.write({ kind: KIND_APPEND, stream, expected, events: texts.map((text) => proposed(text)) });
}
