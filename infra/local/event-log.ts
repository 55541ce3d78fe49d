import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PackagedServer } from './packaged-server.ts';
import { projectFolder } from './settings.ts';

/** EventStoreDB is in no package registry; the project's own server speaks its protocol. */
export const eventLog: PackagedServer = {
  stopSignal: 'SIGTERM',
  prepare({ folder, ports }) {
    const entry = join(projectFolder, 'infra', 'eventstore-server', 'main.ts');
    if (!existsSync(entry)) return Promise.reject(new Error(`${entry} is missing: the event log cannot start.`));
    const data = join(folder, 'data');
    mkdirSync(data, { recursive: true });
    const parameters = [entry, '--port', String(ports.main), '--data', data];
    return Promise.resolve({ command: process.execPath, parameters });
  },
};
