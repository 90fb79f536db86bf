/** One cmdlet, from the body of a request to what it answers. Which HTTP request that was is no business of it. */
import { z } from 'zod';
import type { HubServices } from '../../pipeline/services.ts';
import type { Cmdlet, Outside, State } from './cmdlets/cmdlet.ts';
import { cmdlets } from './cmdlets/cmdlets.ts';
import { matches } from './filter/matches.ts';
import { parseFilter } from './filter/parse.ts';
import { failureBody, plainError } from './frame/errors.ts';
import { CmdletFailure, invalidOperation, invalidValue, parameterFailure } from './frame/failure.ts';
import { annotated, type Told } from './frame/told.ts';
import { bind } from './parameters/bind.ts';
import type { Given } from './parameters/types.ts';

const form = z.object({
  CmdletInput: z.object({
    CmdletName: z.string().min(1).max(100),
    Parameters: z.record(z.string().max(200), z.unknown()).nullish(),
  }),
});

const byName = new Map(cmdlets.map((cmdlet) => [cmdlet.name.toLowerCase(), cmdlet]));

/** Objects that a Get-* gives out where ResultSize says nothing. */
const usualResultSize = 1000;

export interface Invocation {
  readonly body: unknown;
  readonly select: string | undefined;
  readonly skip: number;
  readonly pageSize: number;
  /** Address of the next page. */
  nextLink(skip: number): string;
  /** `$metadata` address. */
  readonly context: string;
}

export interface Answer {
  readonly status: number;
  /** Undefined: nothing, as for a cmdlet nobody knows. */
  readonly body: object | undefined;
}

export interface InvokeParts {
  readonly hub: Pick<HubServices, 'configure' | 'configuration'>;
  readonly outside: Outside;
  /** The configuration as reading cmdlets see it. */
  readonly seen: HubServices['configuration'];
  fixed(): Promise<Pick<State, 'tenant' | 'organisationId' | 'now'>>;
}

/** Throws faults only. */
export async function invoke(parts: InvokeParts, invocation: Invocation): Promise<Answer> {
  const parsed = form.safeParse(invocation.body);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') || 'body';
    return { status: 400, body: plainError('BadRequest', `The request body is not valid: ${where}.`) };
  }
  const { CmdletName, Parameters } = parsed.data.CmdletInput;
  const cmdlet = byName.get(CmdletName.toLowerCase());
  // Exchange says no more of what the caller's role has not got.
  if (cmdlet === undefined) return { status: 403, body: undefined };
  try {
    const given = bind(Parameters ?? {}, cmdlet.parameters, cmdlet.required ?? []);
    const { value, warnings } = await run(parts, cmdlet, given);
    return { status: 200, body: pageOf(value, warnings, invocation) };
  } catch (error) {
    if (!(error instanceof CmdletFailure)) throw error;
    return { status: error.status, body: failureBody(error) };
  }
}

interface Result {
  readonly value: readonly Told[];
  readonly warnings: readonly string[];
}

async function run(parts: InvokeParts, cmdlet: Cmdlet, given: Given): Promise<Result> {
  const fixed = await parts.fixed();
  if (cmdlet.kind === 'reading') {
    const { entries, directory } = await parts.seen();
    return limited(await cmdlet.read(given, { entries, directory, ...fixed }, parts.outside), given);
  }
  const outcome = await parts.hub.configure(({ entries, directory }) => {
    const change = cmdlet.decide(given, { entries, directory, ...fixed });
    return { writes: given.flag('WhatIf') === true ? [] : change.writes, result: change };
  });
  if (outcome.kind === 'problem') {
    throw outcome.code === 'mail-cycle' ? invalidOperation(outcome.message) : invalidValue(outcome.message);
  }
  const { tell, warnings = [] } = outcome.result;
  if (tell === undefined || given.flag('WhatIf') === true) return { value: [], warnings };
  const { entries, directory } = await parts.hub.configuration();
  return { value: tell({ entries, directory, ...fixed }), warnings };
}

function limited(objects: readonly Told[], given: Given): Result {
  const text = given.text('Filter');
  const filter = text === undefined || text.trim() === '' ? undefined : parseFilter(text);
  const found = filter ? objects.filter((each) => matches(filter, each)) : objects;
  const size = given.text('ResultSize') === 'Unlimited' ? Number.POSITIVE_INFINITY : given.integer('ResultSize');
  if (size !== undefined && size < 1)
    throw parameterFailure("Cannot validate argument on parameter 'ResultSize': at least 1.");
  const most = size ?? usualResultSize;
  if (found.length <= most) return { value: found, warnings: [] };
  const warning =
    size === undefined
      ? `By default, only the first ${most} items are returned. Use the ResultSize parameter to specify the number of items returned. To return all items, specify "-ResultSize Unlimited".`
      : 'There are more results available than are currently displayed. To view them, increase the value for the ResultSize parameter.';
  return { value: found.slice(0, most), warnings: [warning] };
}

function pageOf(value: readonly Told[], warnings: readonly string[], invocation: Invocation): object {
  const { skip, pageSize, select, context, nextLink } = invocation;
  const end = skip + pageSize;
  return {
    '@odata.context': context,
    'adminapi.warnings@odata.type': '#Collection(String)',
    '@adminapi.warnings': warnings,
    value: value.slice(skip, end).map((told) => annotated(told, select)),
    ...(value.length > end && { '@odata.nextLink': nextLink(end) }),
  };
}
