import { gatewayProcess } from '../../main/gateway-process.ts';
import { runProcess } from '../../main/process.ts';

await runProcess('gateway', gatewayProcess);
