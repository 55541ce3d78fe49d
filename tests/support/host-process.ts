import { commandProcess } from '../../main/command-process.ts';
import { projectionProcess } from '../../main/projection-process.ts';
import { runProcess, type Start } from '../../main/process.ts';
import { readProcess } from '../../main/read-process.ts';
import { relayProcess } from '../../main/relay-process.ts';
import { sagaProcess } from '../../main/saga-process.ts';

/** A host as its `main.ts` runs it, with a clock that the parent moves: `HOST_PROCESS` says which. */
const HOSTS: Readonly<Record<string, Start>> = {
  'command-api': commandProcess,
  projections: projectionProcess,
  'read-api': readProcess,
  relay: relayProcess,
  sagas: sagaProcess,
};

let offsetMs = 0;
process.on('message', (message: { readonly advance?: number }) => {
  if (message.advance === undefined) return;
  offsetMs += message.advance;
  process.send?.({ advanced: true });
});
const name = process.env['HOST_PROCESS'] ?? '';
await runProcess(name, HOSTS[name]!, () => Date.now() + offsetMs);
