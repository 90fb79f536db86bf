import { Command } from 'commander';
import { askHub } from '../hubClient.ts';
import { findTarget, type TargetFlags } from '../target.ts';
import { reporting, type Terminal } from '../terminal.ts';
import { withHubOptions } from './hubOptions.ts';

/** `passerelle status [--json]` */
export function statusCommand(terminal: Terminal): Command {
  return withHubOptions(new Command('status'))
    .description('say what the running hub is connected with, and how it does')
    .option('--json', 'print the hub’s answer as JSON')
    .action(
      reporting(terminal, async (flags: TargetFlags & { readonly json?: boolean }) => {
        const answer = await askHub(findTarget(terminal.environment, flags), 'GET', '/api/v1/status');
        terminal.print(flags.json ? `${JSON.stringify(answer)}\n` : `${lines(answer, '').join('\n')}\n`);
      }),
    );
}

/** Every value on a line of its own, named by its path: whatever the hub comes to report is shown. */
function lines(value: unknown, path: string): string[] {
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object'))
    return [`${path.padEnd(28)}${value.join(', ')}`];
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, inner]) => lines(inner, path === '' ? name : `${path}.${name}`));
  }
  return [`${path.padEnd(28)}${value}`];
}
