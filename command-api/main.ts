import { commandProcess } from '../main/command-process.ts';
import { runProcess } from '../main/process.ts';

await runProcess('command-api', commandProcess);
