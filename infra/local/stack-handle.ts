import type { ServerName } from './servers.ts';
import { postgresName } from './servers.ts';

/** What every way of running the servers gives: by packages and by Docker. */
export interface RunningStack<Name extends ServerName = ServerName> {
  readonly engine: 'docker' | 'packages';
  readonly servers: Readonly<Record<Name, { readonly version: string; readonly port: number }>>;
  /** Kafka and Cassandra as `host:port`, the others as URLs. Read it anew after `restart`: Docker moves ports. */
  readonly urls: Readonly<Record<Name, string>>;
  /** SIGKILL ends a server at once, SIGSTOP pauses it, SIGCONT lets it go on: all of its processes. */
  readonly signal: (name: Name, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT') => Promise<void>;
  /** Brings a killed server back on its data; from packages on its port as well. */
  readonly restart: (name: Name) => Promise<void>;
  /** Ends the servers that this call started; one that was there before stays. */
  readonly stop: () => Promise<void>;
}

/** What a client of the server takes as its address. */
export function urlOf(name: ServerName, host: string, port: number): string {
  const address = `${host}:${port}`;
  switch (name) {
    case 'eventstore':
      return `esdb://${address}?tls=false`;
    case 'elasticsearch':
      return `http://${address}`;
    case 'postgres':
      return `postgres://${postgresName}@${address}/${postgresName}`;
    case 'redis':
      return `redis://${address}`;
    case 'kafka':
    case 'cassandra':
      return address;
  }
}
