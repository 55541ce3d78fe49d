import { MalformedMessage } from './protobuf-reader.ts';

/** The gRPC status codes the server uses. */
export const STATUS = {
  ok: 0,
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  dataLoss: 15,
} as const;

/** An error with the gRPC code and the trailers by which EventStoreDB's clients choose their own error type. */
export class GrpcError extends Error {
  override readonly name = 'GrpcError';
  readonly code: number;
  readonly trailers: Readonly<Record<string, string>>;

  constructor(code: number, message: string, trailers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.trailers = trailers;
  }
}

export const streamDeleted = (stream: string): GrpcError =>
  new GrpcError(STATUS.failedPrecondition, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });

export const wrongExpectedVersion = (stream: string, expected: bigint, actual: bigint): GrpcError =>
  new GrpcError(
    STATUS.failedPrecondition,
    `Delete failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expected}, Actual version: ${actual}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': String(expected),
      'actual-version': String(actual),
    },
  );

export const maximumAppendSizeExceeded = (limit: number): GrpcError =>
  new GrpcError(STATUS.invalidArgument, `Maximum Append Size of ${limit} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(limit),
  });

export const missingMetadataProperty = (property: string): GrpcError =>
  new GrpcError(STATUS.invalidArgument, `Required Metadata Property '${property}' is missing`, {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });

export const invalidArgument = (message: string): GrpcError => new GrpcError(STATUS.invalidArgument, message);

/** What any thrown value becomes on the wire; unknown errors keep their text out of it. */
export function toGrpcError(error: unknown): GrpcError {
  if (error instanceof GrpcError) return error;
  if (error instanceof MalformedMessage) return invalidArgument(`The message could not be read: ${error.message}.`);
  if (error instanceof Error && 'grpcCode' in error && typeof error.grpcCode === 'number') {
    return new GrpcError(error.grpcCode, error.message);
  }
  return new GrpcError(STATUS.unknown, 'Unexpected error in the event log server; its own log has the details.');
}
