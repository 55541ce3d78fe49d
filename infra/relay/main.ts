import { runProcess } from '../../main/process.ts';
import { relayProcess } from '../../main/relay-process.ts';

await runProcess('relay', relayProcess);
