import { sagaProcess } from '../main/saga-process.ts';
import { runProcess } from '../main/process.ts';

await runProcess('sagas', sagaProcess);
