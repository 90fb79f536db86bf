import { Command, type CommanderError } from 'commander';
import { adminCommand } from './commands/admin.ts';
import { applyCommand } from './commands/apply.ts';
import { appPasswordCommand } from './commands/appPassword.ts';
import { attestCommand } from './commands/attest.ts';
import { auditCommand } from './commands/audit.ts';
import { clientCommand } from './commands/client.ts';
import { doctorCommand } from './commands/doctor.ts';
import { exportCommand } from './commands/export.ts';
import { importCommand } from './commands/import.ts';
import { importMailCommand } from './commands/importMail.ts';
import { inspectCommand } from './commands/inspect.ts';
import { lintCommand } from './commands/lint.ts';
import { planCommand } from './commands/plan.ts';
import { shareCommand } from './commands/share.ts';
import { startCommand } from './commands/start.ts';
import { statusCommand } from './commands/status.ts';
import { tokenCommand } from './commands/token.ts';
import { traceCommand } from './commands/trace.ts';
import { undoCommand } from './commands/undo.ts';
import type { Settings } from './settings.ts';
import { systemTerminal, type Terminal } from './terminal.ts';

/** What the composition root gives the command line. */
export interface Run {
  /** Runs the hub; resolves when it has ended cleanly. */
  start(settings: Settings): Promise<void>;
}

/** The whole command line. Ends the process with 2 on wrong usage (commander alone would say 1). */
export function buildProgram(run: Run, terminal: Terminal = systemTerminal): Command {
  const program = new Command('passerelle')
    .description('Connects a calendar and meetings hub with the mail system an organisation already has.')
    .configureOutput({ writeOut: terminal.print, writeErr: terminal.complain })
    .showHelpAfterError('(passerelle --help lists the commands)')
    .helpCommand(true)
    .exitOverride((error: CommanderError) => terminal.exit(error.exitCode === 0 ? 0 : 2));
  const commands = [
    startCommand(run, terminal),
    planCommand(terminal),
    applyCommand(terminal),
    undoCommand(terminal),
    inspectCommand(terminal),
    exportCommand(terminal),
    lintCommand(terminal),
    attestCommand(terminal),
    doctorCommand(terminal),
    statusCommand(terminal),
    traceCommand(terminal),
    appPasswordCommand(terminal),
    tokenCommand(terminal),
    clientCommand(terminal),
    adminCommand(terminal),
    auditCommand(terminal),
    shareCommand(terminal),
    importCommand(terminal),
    importMailCommand(terminal),
  ];
  for (const command of commands) {
    program.addCommand(inherit(command, program));
  }
  return program;
}

/** addCommand, unlike command(), does not hand a program's settings down. */
function inherit(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inherit(child, command);
  return command;
}
