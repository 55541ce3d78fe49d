import { appendContract } from './appends.contract.ts';
import { eventstoreLibrary } from './clients.ts';
import { metadataContract } from './metadata.contract.ts';
import { persistentContract } from './persistent.contract.ts';
import { readContract } from './reads.contract.ts';
import { subscriptionContract } from './subscriptions.contract.ts';

const library = await eventstoreLibrary();
for (const contract of [appendContract, readContract, metadataContract, subscriptionContract, persistentContract])
  contract(library);
