/** The engine as it is used: plan, apply, undo, attest, over the providers that a connection names. */
import { connectionCycle } from '../mailGraph.ts';
import type { Observed, Provider, Wanted } from '../provider.ts';
import type { DesiredConnection } from '../types.ts';
import { applyPlan, type Progress, type RunParts } from './apply.ts';
import { byKey, entryFor, type Journal } from './journal.ts';
import { changeShare, tooManyMailboxes } from './limits.ts';
import { observe } from './observe.ts';
import { leftoversOf, type Planned, type PlanStep, plan, stepsOf } from './plan.ts';
import { type Undone, undoAll } from './undo.ts';

export interface EngineParts extends Omit<RunParts, 'providers' | 'report'> {
  /** Those that this connection needs, the hub's first. */
  providers(connection: DesiredConnection): readonly Provider[];
  readonly journal: Journal;
  /** What was applied last; undefined when nothing was. */
  previous(): Promise<DesiredConnection | undefined>;
  /** Keeps what is being applied, or undefined when it was undone. */
  keep(connection: DesiredConnection | undefined): Promise<void>;
}

export interface PlanOptions {
  /** Pilot: only these people, and whoever is connected already. */
  readonly only?: readonly string[];
  /** Keys of what others made, that this connection may change. */
  readonly adopt?: readonly string[];
  /** Changing many mailboxes at once is meant. */
  readonly yesMany?: boolean;
}

export interface EngineProblem {
  readonly kind: 'problem';
  readonly code:
    | 'mail-cycle'
    | 'too-many-mailboxes'
    | 'not-in-the-file'
    | 'nothing-applied'
    | 'no-such-step'
    | 'blocked'
    | 'another-hub';
  readonly message: string;
  readonly details?: readonly { readonly where: string; readonly message: string }[];
}

export interface EnginePlan {
  readonly kind: 'plan';
  readonly steps: readonly PlanStep[];
}

/** What would be done. Writes nothing, anywhere. */
export async function planConnection(
  parts: EngineParts,
  file: DesiredConnection,
  options: PlanOptions = {},
): Promise<EnginePlan | EngineProblem> {
  const made = await makePlan(parts, file, options);
  return made.kind === 'problem' ? made : { kind: 'plan', steps: stepsOf(made.planned) };
}

/** Makes it so, and says what became of each step. */
export async function applyConnection(
  parts: EngineParts,
  file: DesiredConnection,
  options: PlanOptions,
  report: (progress: Progress) => void,
): Promise<EnginePlan | EngineProblem> {
  const made = await makePlan(parts, file, options);
  if (made.kind === 'problem') return made;
  const { planned, connection, providers } = made;
  const many = options.yesMany ? undefined : tooManyMailboxes(planned);
  if (many !== undefined) {
    const share = Math.round(changeShare * 100);
    const message = `this would change ${many.changed} of ${many.existing} mailboxes, more than ${share} %: begin with some (--only), or say that it is meant (--yes-many)`;
    return { kind: 'problem', code: 'too-many-mailboxes', message };
  }
  const hopeless = planned.filter(
    ({ wanted, decided }) => wanted.phase === 'invariants' && decided.state === 'blocked',
  );
  if (hopeless.length > 0) {
    const details = hopeless.map(({ wanted, decided }) => ({ where: wanted.step, message: decided.detail.join('; ') }));
    return { kind: 'problem', code: 'blocked', message: 'this connection can’t be made; nothing was changed', details };
  }
  await parts.keep({ ...connection, journalled: true });
  const only = options.only === undefined ? undefined : new Set(options.only.map(lower));
  const applied = await applyPlan({ ...parts, providers, report }, planned, {
    adopt: made.adopt,
    includes: ({ touches }) => only === undefined || touches.length === 0 || touches.some((one) => only.has(one)),
  });
  return { kind: 'plan', steps: stepsOf(applied) };
}

/** Brings back what was there before the first apply; with `only`, for these people. */
export async function undoConnection(
  parts: EngineParts,
  only: readonly string[] | undefined,
  report: (progress: Progress) => void,
): Promise<
  { readonly kind: 'undone'; readonly complete: boolean; readonly resources: readonly Undone[] } | EngineProblem
> {
  const connection = await parts.previous();
  if (connection === undefined)
    return { kind: 'problem', code: 'nothing-applied', message: 'no connection was applied here' };
  const chosen = only === undefined ? undefined : new Set(only.map(lower));
  const run = { ...parts, providers: parts.providers(connection), report };
  const resources = await undoAll(run, ({ touches }) => chosen === undefined || touches.some((one) => chosen.has(one)));
  const left = await parts.journal.entries();
  const complete = left.length === 0;
  if (complete) await parts.keep(undefined);
  else if (chosen !== undefined) {
    await parts.keep({ ...connection, people: connection.people.filter(({ address }) => !chosen.has(address)) });
  }
  return { kind: 'undone', complete, resources };
}

/** Somebody's word that a manual step was typed. It holds for the values as they are now. */
export async function attestStep(
  parts: EngineParts,
  step: string,
): Promise<{ readonly kind: 'attested'; readonly titles: readonly string[] } | EngineProblem> {
  const connection = await parts.previous();
  if (connection === undefined)
    return { kind: 'problem', code: 'nothing-applied', message: 'no connection was applied here' };
  const manual = wantedBy(parts.providers(connection), connection).filter(
    (wanted) => wanted.step === step && wanted.manual !== undefined,
  );
  if (manual.length === 0) {
    return {
      kind: 'problem',
      code: 'no-such-step',
      message: `no manual step of the applied connection is called '${step}'`,
    };
  }
  const entries = byKey(await parts.journal.entries());
  const at = parts.clock.now();
  const sequence = Math.max(0, ...[...entries.values()].map((entry) => entry.sequence)) + 1;
  await parts.journal.put(
    manual.map((wanted, index) =>
      entryFor(wanted, { kind: 'absent' }, 'attested', { entries, sequence: sequence + index, at }),
    ),
  );
  return { kind: 'attested', titles: manual.map(({ title }) => title) };
}

/** What is there now of everything the connection is about, by key, normalised. */
export async function inspectConnection(
  parts: EngineParts,
  file: DesiredConnection,
): Promise<ReadonlyMap<string, Observed>> {
  const providers = parts.providers(file);
  return observe(providers, wantedBy(providers, file));
}

interface Made {
  readonly kind: 'made';
  readonly planned: readonly Planned[];
  readonly connection: DesiredConnection;
  readonly providers: readonly Provider[];
  readonly adopt: ReadonlySet<string>;
}

async function makePlan(
  parts: EngineParts,
  file: DesiredConnection,
  { only, adopt = [] }: PlanOptions,
): Promise<Made | EngineProblem> {
  const previous = await parts.previous();
  const unlisted = (only ?? []).filter((one) => !file.people.some(({ address }) => address === lower(one)));
  if (unlisted.length > 0) {
    const message = `not among the people of the file: ${unlisted.join(', ')}`;
    return { kind: 'problem', code: 'not-in-the-file', message };
  }
  const connection = only === undefined ? file : pilot(file, only.map(lower), previous);
  const journal = await parts.journal.entries();
  if (previous !== undefined && journal.length > 0 && hubOf(previous) !== hubOf(file)) {
    const message = `the connection to ${hubOf(previous)} was not undone: undo it first, so that it is as it was`;
    return { kind: 'problem', code: 'another-hub', message };
  }
  const cycle = connectionCycle(connection);
  if (cycle !== undefined) {
    return { kind: 'problem', code: 'mail-cycle', message: `this connection would loop mail: ${cycle}` };
  }
  const providers = parts.providers(connection);
  const wanted = wantedBy(providers, connection);
  const names = new Set(providers.map(({ name }) => name as string));
  const before = previous === undefined ? [] : wantedBy(providers, previous);
  const left = leftoversOf(wanted, journal, before, names);
  // A pilot run takes nothing back from people it is not about.
  const leftovers = only === undefined ? left : left.filter(({ touches }) => touches.length === 0);
  const observed = await observe(providers, [...wanted, ...leftovers]);
  // What a version without a journal applied bears no mark, and is ours all the same.
  const inherited = previous?.journalled ? [] : before.map(({ key }) => key);
  const adopted = new Set([...adopt, ...inherited]);
  const planned = plan({ wanted, leftovers, observed, journal, adopt: adopted });
  return { kind: 'made', planned, connection, providers, adopt: adopted };
}

/** The file with the people of the pilot, and those who are connected already: nobody is disconnected by a pilot. */
function pilot(
  file: DesiredConnection,
  only: readonly string[],
  previous: DesiredConnection | undefined,
): DesiredConnection {
  const connected = new Set((previous?.people ?? []).map(({ address }) => address));
  return { ...file, people: file.people.filter(({ address }) => only.includes(address) || connected.has(address)) };
}

function wantedBy(providers: readonly Provider[], connection: DesiredConnection): Wanted[] {
  return providers.flatMap((provider) => provider.want(connection));
}

/** The same hub under another address is the same one. */
function hubOf({ hub }: DesiredConnection): string {
  return hub.kind === 'passerelle' ? 'the built-in hub' : `the tenant ${hub.tenant}`;
}

function lower(address: string): string {
  return address.toLowerCase();
}
