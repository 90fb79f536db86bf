import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { CommandFailure } from '../failure.ts';
import type { Run } from '../program.ts';
import { readSettings, type Settings, type StartFlags } from '../settings.ts';
import { reporting, type Terminal } from '../terminal.ts';

/** Left in a data directory that the sample organisation filled, so that the next `npm start` brings the sample back. */
const sampleMark = 'sample-organisation';

/** `passerelle start [--config FILE] [--data DIR] [--sample]` */
export function startCommand(run: Run, terminal: Terminal): Command {
  return new Command('start')
    .description('run the hub until SIGTERM; prints "ready" when all doors are open')
    .option('--config <file>', 'connection.yaml to apply at the start')
    .option('--data <directory>', 'data directory (PASSERELLE_DATA, ./data)')
    .option('--sample', 'run the sample organisation with a sample mail home')
    .addOption(new Option('--sample-when-empty', 'what npm start says').hideHelp())
    .action(
      reporting(terminal, async (flags: StartFlags & { readonly sampleWhenEmpty?: boolean }) => {
        const asked = readSettings(terminal.environment, flags);
        const settings = { ...asked, sample: wantsSample(asked, flags.sampleWhenEmpty ?? false) };
        checkFiles(settings);
        // Whatever is written from here on is for the owner's eyes.
        process.umask(0o077);
        if (settings.sample) {
          mkdirSync(settings.data, { recursive: true, mode: 0o700 });
          writeFileSync(join(settings.data, sampleMark), 'made by passerelle start --sample\n');
        }
        await run.start(settings);
        // Clean is when start has returned; a socket that a peer keeps half open does not hold the process.
        terminal.exit(0);
      }),
    );
}

function wantsSample(settings: Settings, whenEmpty: boolean): boolean {
  if (settings.sample) return true;
  if (!whenEmpty || settings.config !== undefined || settings.databaseUrl !== undefined) return false;
  if (!existsSync(settings.data)) return true;
  const names = readdirSync(settings.data);
  return names.length === 0 || names.includes(sampleMark);
}

function checkFiles(settings: Settings): void {
  const named = {
    '--config': settings.config,
    PASSERELLE_TLS_CERT: settings.tlsCert,
    PASSERELLE_TLS_KEY: settings.tlsKey,
  };
  for (const [name, path] of Object.entries(named)) {
    if (path === undefined) continue;
    try {
      readFileSync(path);
    } catch (error) {
      throw new CommandFailure(`${name}: ${error instanceof Error ? error.message : String(error)}`, 2);
    }
  }
}
