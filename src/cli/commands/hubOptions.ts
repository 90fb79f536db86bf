import type { Command } from 'commander';

/** The options of every command that speaks to a running hub. */
export function withHubOptions(command: Command): Command {
  return command
    .option('--url <address>', 'address of the running hub (PASSERELLE_HTTP_PORT, http://127.0.0.1:8080)')
    .option('--data <directory>', "the hub's data directory, for its credential (PASSERELLE_DATA, ./data)");
}
