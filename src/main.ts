/** The composition root: the one place that names the concrete parts (docs/flow.md walks through them). */
import { buildProgram } from './cli/program.ts';
import { startHub } from './start.ts';

await buildProgram({ start: startHub }).parseAsync(process.argv);
