import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { parseDocument } from 'yaml';
import { withHubOptions } from './commands/hubOptions.ts';
import { CommandFailure } from './failure.ts';
import { findTarget, type Target, type TargetFlags } from './target.ts';
import type { Terminal } from './terminal.ts';

export interface ConnectionFlags extends TargetFlags {
  readonly json?: boolean;
  readonly only?: readonly string[];
  readonly adopt?: readonly string[];
  readonly yesMany?: boolean;
}

export interface ConnectionFile {
  readonly text: string;
  readonly target: Target;
}

/** The options of every command about a connection file. */
export function withConnectionOptions(command: Command): Command {
  return withHubOptions(command)
    .argument('<file>', 'connection.yaml')
    .option('--json', 'print JSON')
    .option('--only <address...>', 'these people only: a pilot');
}

/** @throws CommandFailure with exit code 2 when there is no such file */
export function openConnectionFile(terminal: Terminal, file: string, flags: TargetFlags): ConnectionFile {
  const text = read(file);
  return { text, target: findTarget(terminal.environment, flags, hubUrlOf(text)) };
}

export function queryOf({ only = [], adopt = [], yesMany = false }: ConnectionFlags): string {
  const query = new URLSearchParams();
  for (const address of only) query.append('only', address);
  for (const key of adopt) query.append('adopt', key);
  if (yesMany) query.set('yesMany', 'true');
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error), 2);
  }
}

/** The hub judges the file; here only its address is looked for, in whatever parses. */
function hubUrlOf(text: string): string | undefined {
  const url: unknown = parseDocument(text).getIn(['hub', 'url']);
  return typeof url === 'string' ? url : undefined;
}
