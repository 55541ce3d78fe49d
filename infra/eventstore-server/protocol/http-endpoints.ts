import type { RequestListener } from 'node:http';

/** What operators ask over HTTP/1.1: liveness, a ping, and the metrics. */
export function httpEndpoints(metrics: () => Promise<string>): RequestListener {
  return (request, response) => {
    const path = (request.url ?? '').split('?')[0];
    const answer = (status: number, body: string, contentType = 'text/plain; charset=utf-8'): void => {
      response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') answer(405, 'Only GET and HEAD are supported.\n');
    else if (path === '/health/live') answer(204, '');
    else if (path === '/ping')
      answer(200, '{"msgTypeId":1,"text":"Ping request successfully handled"}', 'application/json');
    else if (path === '/metrics') {
      void metrics().then(
        (body) => answer(200, body, 'text/plain; version=0.0.4; charset=utf-8'),
        () => answer(500, 'The metrics could not be collected.\n'),
      );
    } else answer(404, 'Not found. This port serves /health/live, /ping, /metrics and EventStoreDB over gRPC.\n');
  };
}
