import { readProcess } from '../main/read-process.ts';
import { runProcess } from '../main/process.ts';

await runProcess('read-api', readProcess);
