import { GrpcError, STATUS } from '../protocol/status.ts';

/** The errors of persistent subscriptions, as the clients tell them apart. `source` is a stream name or `$all`. */
const failure = (
  code: number,
  exception: string,
  message: string,
  [source, group]: readonly [string, string],
): GrpcError => new GrpcError(code, message, { exception, 'stream-name': source, 'group-name': group });

export const groupDoesNotExist = (source: string, group: string): GrpcError =>
  failure(
    STATUS.notFound,
    'persistent-subscription-does-not-exist',
    `Subscription group ${group} on stream ${source} does not exist.`,
    [source, group],
  );

export const groupExists = (source: string, group: string): GrpcError =>
  failure(
    STATUS.alreadyExists,
    'persistent-subscription-exists',
    `Subscription group ${group} on stream ${source} exists.`,
    [source, group],
  );

export const maximumSubscribersReached = (source: string, group: string): GrpcError =>
  failure(
    STATUS.failedPrecondition,
    'maximum-subscribers-reached',
    `Maximum subscriptions reached for subscription group ${group} on stream ${source}.`,
    [source, group],
  );

export const subscriptionDropped = (source: string, group: string): GrpcError =>
  failure(
    STATUS.cancelled,
    'persistent-subscription-dropped',
    `Subscription group ${group} on stream ${source} was dropped.`,
    [source, group],
  );

export function subscriptionFailed(source: string, group: string, reason: string): GrpcError {
  const message = `Subscription group ${group} on stream ${source} failed: '${reason}'`;
  const trailers = { exception: 'persistent-subscription-failed', 'stream-name': source, 'group-name': group, reason };
  return new GrpcError(STATUS.internal, message, trailers);
}
