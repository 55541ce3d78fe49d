import { APPEND_DATA_BYTES_MAX } from '../limits.ts';
import type { BatchReply } from '../protocol/messages/batch-append.ts';
import type { WriteOutcome } from '../storage/batch-packing.ts';
import { WriteRefused } from '../storage/errors.ts';

/** google.rpc codes inside a batch reply. */
const CODE = {
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  resourceExhausted: 8,
} as const;

export type BatchError = Extract<BatchReply['result'], { kind: 'error' }>;

/** What the log said, as a batch reply says it. */
export function resultOf(outcome: WriteOutcome, stream: string): BatchReply['result'] {
  if (outcome.kind === 'written') return { kind: 'success', revision: outcome.revision, position: outcome.position };
  if (outcome.kind === 'deleted') {
    return {
      kind: 'error',
      code: CODE.notFound,
      message: `Event stream '${stream}' is deleted.`,
      detail: { type: 'StreamDeleted' },
    };
  }
  const detail = { type: 'WrongExpectedVersion', current: outcome.current } as const;
  return { kind: 'error', code: CODE.alreadyExists, message: 'WrongExpectedVersion', detail };
}

export const badRequest = (message: string): BatchError => ({
  kind: 'error',
  code: CODE.invalidArgument,
  message,
  detail: { type: 'BadRequest', message },
});
export const timedOut = (): BatchError => ({
  kind: 'error',
  code: CODE.deadlineExceeded,
  message: 'Timeout',
  detail: { type: 'Timeout' },
});
export const tooLarge = (): BatchError => ({
  kind: 'error',
  code: CODE.invalidArgument,
  message: `Maximum Append Size of ${APPEND_DATA_BYTES_MAX} Exceeded.`,
  detail: { type: 'MaximumAppendSizeExceeded', maxAppendSize: APPEND_DATA_BYTES_MAX },
});
export const failed = (error: unknown): BatchError => ({
  kind: 'error',
  code: error instanceof WriteRefused ? CODE.resourceExhausted : CODE.unknown,
  message: error instanceof Error ? error.message : 'Unexpected error',
  detail: { type: 'Unknown' },
});
