/**
 * The connection as the doors ask for it: the text of the file in, plain data out. One run
 * at a time; what it did holds in the running process when it resolves.
 */
import { readConnection } from '../../connection/desired.ts';
import type { Progress } from '../../connection/engine/apply.ts';
import {
  applyConnection,
  attestStep,
  type EngineParts,
  type EngineProblem,
  inspectConnection,
  type PlanOptions,
  planConnection,
  undoConnection,
} from '../../connection/engine/engine.ts';
import type { PlanStep } from '../../connection/engine/plan.ts';
import type { Undone } from '../../connection/engine/undo.ts';
import type { Finding } from '../../connection/lint/finding.ts';
import { lint } from '../../connection/lint/lint.ts';
import { planAsChecklist } from '../../connection/present/checklist.ts';
import { planAsMarkdown } from '../../connection/present/markdown.ts';
import { planAsPowerShell } from '../../connection/present/powershell.ts';
import { planAsZone } from '../../connection/present/zone.ts';
import type { Observed, Provider } from '../../connection/provider.ts';
import type { DesiredConnection } from '../../connection/types.ts';
import type { Store } from '../../store/contract.ts';
import type { Configuration } from '../configuration.ts';
import type { ServiceProblem } from '../services.ts';
import { createJournal } from './journalStore.ts';
import { createOutsides, type ProviderParts } from './providers.ts';

export interface ConnectionServices {
  plan(yaml: string, options?: PlanOptions): Promise<ServiceProblem | { kind: 'planned'; steps: readonly PlanStep[] }>;
  apply(
    yaml: string,
    options?: PlanOptions,
    report?: (progress: Progress) => void,
  ): Promise<ServiceProblem | { kind: 'applied'; change: number; steps: readonly PlanStep[] }>;
  undo(
    only?: readonly string[],
    report?: (progress: Progress) => void,
  ): Promise<ServiceProblem | { kind: 'undone'; complete: boolean; resources: readonly Undone[] }>;
  attest(step: string): Promise<ServiceProblem | { kind: 'attested'; titles: readonly string[] }>;
  /** The plan for whoever carries it out by hand. */
  export(yaml: string, form: ExportForm): Promise<ServiceProblem | { kind: 'exported'; text: string }>;
  /** What an organisation that was connected by hand fell into, and the steps that put it right. */
  lint(
    yaml: string,
  ): Promise<
    | ServiceProblem
    | { kind: 'linted'; findings: readonly Finding[]; unread: readonly string[]; steps: readonly PlanStep[] }
  >;
  inspect(yaml: string): Promise<ServiceProblem | { kind: 'inspected'; resources: ReadonlyMap<string, Observed> }>;
}

export type ExportForm = 'powershell' | 'zone' | 'google' | 'checklist' | 'markdown';

const forms: {
  readonly [Form in ExportForm]: (connection: DesiredConnection, steps: readonly PlanStep[]) => string;
} = {
  powershell: planAsPowerShell,
  zone: planAsZone,
  google: (connection, steps) => planAsChecklist(connection, steps, 'google'),
  checklist: (connection, steps) => planAsChecklist(connection, steps, undefined),
  markdown: planAsMarkdown,
};

export interface ConnectionParts extends ProviderParts {
  readonly store: Store;
  readonly configuration: Configuration;
}

const silent = () => {};

export function createConnection(parts: ConnectionParts): ConnectionServices {
  const { store, configuration, clock, wait } = parts;
  const outsides = createOutsides(parts);
  const journal = createJournal(store);
  let running = false;

  async function engine(connection: DesiredConnection): Promise<EngineParts> {
    const own = hub(connection) === 'passerelle';
    const previous = await configuration.connection();
    const made = new Map<string, readonly Provider[]>();
    for (const one of [connection, ...(previous === undefined ? [] : [previous])]) {
      made.set(JSON.stringify(one), await outsides.providers(one));
    }
    return {
      journal,
      clock,
      wait,
      // Microsoft takes seconds to show what was written; this hub shows it at once, rehearsed faults apart.
      patience: own ? { readings: 4, milliseconds: 50 } : { readings: 4, milliseconds: 2000 },
      previous: async () => previous,
      keep: (kept) => configuration.keepConnection(kept),
      providers: (one) => made.get(JSON.stringify(one)) ?? made.get(JSON.stringify(connection)) ?? [],
    };
  }

  /** Two runs at once would each undo what the other has half done. */
  async function alone<Result>(run: () => Promise<Result>): Promise<Result | ServiceProblem> {
    if (running) {
      const message = 'a connection is being applied or undone: wait until it has ended';
      return { kind: 'problem', status: 409, code: 'busy', message };
    }
    running = true;
    try {
      return await run();
    } finally {
      running = false;
      await configuration.refresh();
    }
  }

  return {
    async plan(yaml, options) {
      const file = read(yaml);
      if (isProblem(file)) return file;
      const planned = await planConnection(await engine(file), file, options);
      return planned.kind === 'problem' ? asProblem(planned) : { kind: 'planned', steps: planned.steps };
    },
    apply: (yaml, options = {}, report = silent) =>
      alone(async () => {
        const file = read(yaml);
        if (isProblem(file)) return file;
        const applied = await applyConnection(await engine(file), file, options, report);
        if (applied.kind === 'problem') return asProblem(applied);
        await configuration.refresh();
        return { kind: 'applied' as const, change: configuration.directory().change, steps: applied.steps };
      }),
    undo: (only, report = silent) =>
      alone(async () => {
        const connection = await configuration.connection();
        if (connection === undefined) return nothingApplied;
        const undone = await undoConnection(await engine(connection), only, report);
        return undone.kind === 'problem' ? asProblem(undone) : undone;
      }),
    attest: (step) =>
      alone(async () => {
        const connection = await configuration.connection();
        if (connection === undefined) return nothingApplied;
        const attested = await attestStep(await engine(connection), step);
        return attested.kind === 'problem' ? asProblem(attested) : attested;
      }),
    async export(yaml, form) {
      const file = read(yaml);
      if (isProblem(file)) return file;
      const planned = await planConnection(await engine(file), file);
      return planned.kind === 'problem'
        ? asProblem(planned)
        : { kind: 'exported', text: forms[form](file, planned.steps) };
    },
    async lint(yaml) {
      const file = read(yaml);
      if (isProblem(file)) return file;
      const { findings, unread } = lint(await outsides.facts(file), file);
      const planned = await planConnection(await engine(file), file);
      if (planned.kind === 'problem') return asProblem(planned);
      const repairing = new Set(findings.flatMap(({ repairedBy }) => repairedBy));
      const steps = planned.steps.filter(({ id, state }) => repairing.has(id) && state !== 'done');
      return { kind: 'linted', findings, unread, steps };
    },
    async inspect(yaml) {
      const file = read(yaml);
      if (isProblem(file)) return file;
      return { kind: 'inspected', resources: await inspectConnection(await engine(file), file) };
    },
  };
}

const nothingApplied: ServiceProblem = {
  kind: 'problem',
  status: 409,
  code: 'nothing-applied',
  message: 'no connection was applied here',
};

function hub(connection: DesiredConnection): DesiredConnection['hub']['kind'] {
  return connection.hub.kind;
}

function asProblem({ code, message, details }: EngineProblem): ServiceProblem {
  return { kind: 'problem', status: 422, code, message, ...(details === undefined ? {} : { details }) };
}

function read(yaml: string): DesiredConnection | ServiceProblem {
  const desired = readConnection(yaml);
  if (desired.kind === 'connection') return desired.connection;
  const details = desired.problems.map(({ line, column, field, message }) => ({
    where: `line ${line}, column ${column}: ${field}`,
    message,
  }));
  const message = 'the connection file is not valid';
  return { kind: 'problem', status: 422, code: 'connection-invalid', message, details };
}

function isProblem(result: DesiredConnection | ServiceProblem): result is ServiceProblem {
  return 'kind' in result;
}
