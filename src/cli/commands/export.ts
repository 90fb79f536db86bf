import { Command, Option } from 'commander';
import { exported } from '../../doors/api/connectionContract.ts';
import { type ConnectionFlags, openConnectionFile, withConnectionOptions } from '../connectionFile.ts';
import { askHub } from '../hubClient.ts';
import { reporting, type Terminal } from '../terminal.ts';

/** `passerelle export connection.yaml --as powershell|zone|google|checklist|markdown`: the plan for whoever does it by hand. */
export function exportCommand(terminal: Terminal): Command {
  return withConnectionOptions(new Command('export'))
    .description('print the plan as a script, a zone fragment, a checklist, or Markdown')
    .addOption(
      new Option('--as <form>', 'what to print')
        .choices(['powershell', 'zone', 'google', 'checklist', 'markdown'])
        .default('markdown'),
    )
    .action(
      reporting(terminal, async (name: string, flags: ConnectionFlags & { readonly as: string }) => {
        const { text, target } = openConnectionFile(terminal, name, flags);
        const path = `/api/v1/connection/export?as=${flags.as}`;
        const answer = await askHub(target, 'POST', path, { type: 'text/yaml', text });
        terminal.print(flags.json ? `${JSON.stringify(answer)}\n` : exported.parse(answer).text);
      }),
    );
}
