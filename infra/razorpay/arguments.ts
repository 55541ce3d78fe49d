import { invalidArgument } from './failures.ts';

/** An id becomes part of a path, so it must not be able to lead anywhere else. */
export function pathPart(field: string, id: string): string {
  if (!/^[A-Za-z]+_[A-Za-z0-9]{1,40}$/.test(id))
    throw invalidArgument('The call', field, 'is not an id of the gateway');
  return id;
}

/** A span of time as the gateway's lists take it. */
export function unixRange(call: string, since: string, until: string): { from: number; to: number } {
  return { from: unixSeconds(call, 'since', since), to: unixSeconds(call, 'until', until) };
}

function unixSeconds(call: string, field: string, instant: string): number {
  const milliseconds = Date.parse(instant);
  if (Number.isNaN(milliseconds)) throw invalidArgument(call, field, 'must be an ISO-8601 instant');
  return Math.floor(milliseconds / 1000);
}
