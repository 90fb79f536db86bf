import { CommandFailure } from './failure.ts';

/** Where a command writes, what it reads of its surroundings, and how it ends. Passed in, so that a test can look. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  print(text: string): void;
  complain(text: string): void;
  exit(code: number): never;
  /** Whether colours mean something where it is printed. */
  readonly colour: boolean;
}

// Whoever reads us may stop before the end (`| head`): that is no fault of ours.
process.stdout.on('error', (fault: NodeJS.ErrnoException) => {
  if (fault.code !== 'EPIPE') throw fault;
  process.exit(0);
});

export const systemTerminal: Terminal = {
  environment: process.env,
  print: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
  exit: (code) => process.exit(code),
  // https://no-color.org
  colour: process.stdout.isTTY === true && !process.env.NO_COLOR,
};

/** Wraps a command's action: an expected failure becomes its text and exit code, a fault keeps its stack. */
export function reporting<Arguments extends unknown[]>(
  terminal: Terminal,
  action: (...parameters: Arguments) => Promise<void>,
): (...parameters: Arguments) => Promise<void> {
  return async (...parameters) => {
    try {
      await action(...parameters);
    } catch (fault) {
      if (fault instanceof CommandFailure) {
        terminal.complain(`passerelle: ${fault.message}\n`);
        terminal.exit(fault.exitCode);
      }
      terminal.complain(`passerelle: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}\n`);
      terminal.exit(1);
    }
  };
}
