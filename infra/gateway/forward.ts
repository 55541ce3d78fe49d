import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { v7 as uuidV7, validate } from 'uuid';
import type { UpstreamPool } from './gateway-metrics.ts';
import { problemOf, ProblemError, PROBLEM_TYPE } from '../http/problem.ts';

/** Headers that concern one connection and are not passed on (RFC 9110, 7.6.1), besides those that `Connection` names. */
const HOP_HEADERS = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];
const UPSTREAM_TIMEOUT_MS = 30_000;
const RETRY_AFTER_SECONDS = 1;

const passedOn = (headers: IncomingMessage['headers']): IncomingMessage['headers'] => {
  const named = (headers.connection ?? '').toLowerCase().split(',');
  const dropped = new Set([...HOP_HEADERS, ...named.map((name) => name.trim())]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name)));
};

const requestHeaders = ({ headers }: IncomingMessage): IncomingMessage['headers'] => ({
  ...passedOn(headers),
  // Without it Node would send the body of a DELETE with no framing at all.
  ...(headers['transfer-encoding'] === undefined ? {} : { 'transfer-encoding': 'chunked' }),
});

/** Answers in place of the process behind the route. */
export const answerProblem = (incoming: IncomingMessage, outgoing: ServerResponse, problem: ProblemError): void => {
  const given = incoming.headers['x-correlation-id'];
  const correlationId = typeof given === 'string' && validate(given) ? given : uuidV7();
  outgoing
    .writeHead(problem.status, {
      'content-type': PROBLEM_TYPE,
      'retry-after': String(problem.retryAfterSeconds ?? RETRY_AFTER_SECONDS),
      'x-correlation-id': correlationId,
      // What is left of the request's body is not waited for.
      connection: 'close',
    })
    .end(JSON.stringify(problemOf(problem, correlationId)));
};

const unavailable = (): ProblemError =>
  new ProblemError(503, 'UpstreamUnavailable', 'The process behind this route does not answer; try again shortly.');

/**
 * Passes a request on to another process, with its body streamed both ways. The path is sent as it came: it is never part of
 * an address, so that no request chooses where it goes. A process that is down is a 503; one that dies in the middle of its
 * answer cuts the connection, since a status was sent already.
 */
export const forward = (
  target: URL,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { agent, onFailure }: UpstreamPool,
): void => {
  const failed = (error: NodeJS.ErrnoException): void => {
    // A client that has gone is no failure of the other process.
    if (!outgoing.closed) onFailure(target, error);
  };
  const passed = httpRequest(
    {
      agent,
      protocol: target.protocol,
      hostname: target.hostname,
      port: target.port,
      method: incoming.method,
      path: incoming.url,
      headers: requestHeaders(incoming),
      timeout: UPSTREAM_TIMEOUT_MS,
    },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, passedOn(answer.headers));
      pipeline(answer, outgoing, (error) => {
        if (error) failed(error);
      });
    },
  );
  passed.on('timeout', () => passed.destroy(new Error('timeout')));
  passed.on('error', (error) => {
    incoming.unpipe(passed);
    failed(error);
    if (outgoing.headersSent) outgoing.destroy();
    else answerProblem(incoming, outgoing, unavailable());
  });
  // A client that has gone must not keep the other process busy.
  outgoing.on('close', () => passed.destroy());
  incoming.pipe(passed);
};
