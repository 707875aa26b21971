// node check.mjs [PLAN]: checks the state machines, the workflows, the runbooks and, with the output of
// `terraform test -json -verbose` in modules/access, the policies. Exits 1 if there is a problem.
import path from 'node:path';
import * as statemachines from './statemachines.mjs';
import * as workflows from './workflows.mjs';
import * as documents from './documents.mjs';
import * as policies from './policies.mjs';

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const results = [
  statemachines.run(path.join(here, '../statemachines')),
  await workflows.run(path.join(here, '../../.github/workflows')),
  documents.run(path.join(here, '../../docs/runbooks')),
];
if (process.argv[2]) results.push(await policies.run(process.argv[2]));
process.exit(results.every(Boolean) ? 0 : 1);
