import { projectionProcess } from '../main/projection-process.ts';
import { runProcess } from '../main/process.ts';

await runProcess('projections', projectionProcess);
