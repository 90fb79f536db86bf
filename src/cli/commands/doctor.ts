import { Command } from 'commander';
import { z } from 'zod';
import { CommandFailure } from '../failure.ts';
import { askHub } from '../hubClient.ts';
import { findTarget, type TargetFlags } from '../target.ts';
import { reporting, type Terminal } from '../terminal.ts';
import { withHubOptions } from './hubOptions.ts';

interface Check {
  readonly name: string;
  readonly passed: boolean;
  readonly detail: string;
}

const statusBody = z.looseObject({
  ready: z.boolean(),
  domain: z.string(),
  people: z.number(),
  connectors: z.object({ inbound: z.array(z.string()), outbound: z.array(z.string()) }),
  queue: z.object({ waiting: z.number(), oldestSeconds: z.number() }),
});

/** Mail that waits longer than this is stuck, seconds. */
const longWait = 15 * 60;
const leastNode = [24, 15] as const;

/** `passerelle doctor [--json]`: what keeps a hub from working, from the machine upwards; ends with 1 when something does. */
export function doctorCommand(terminal: Terminal): Command {
  return withHubOptions(new Command('doctor'))
    .description('find what keeps the hub from working')
    .option('--json', 'print JSON')
    .action(
      reporting(terminal, async (flags: TargetFlags & { readonly json?: boolean }) => {
        const checks = await examine(terminal, flags);
        if (flags.json) terminal.print(`${JSON.stringify({ checks })}\n`);
        else
          for (const { name, passed, detail } of checks)
            terminal.print(`${passed ? 'ok  ' : 'BAD '}${name.padEnd(16)}${detail}\n`);
        if (checks.some(({ passed }) => !passed)) terminal.exit(1);
      }),
    );
}

async function examine(terminal: Terminal, flags: TargetFlags): Promise<Check[]> {
  const checks = [node()];
  try {
    const target = findTarget(terminal.environment, flags);
    checks.push({ name: 'credential', passed: true, detail: 'the local administrator’s credential is readable' });
    checks.push(...judged(statusBody.parse(await askHub(target, 'GET', '/api/v1/status'))));
  } catch (fault) {
    if (!(fault instanceof CommandFailure)) throw fault;
    checks.push({ name: 'hub', passed: false, detail: fault.message });
  }
  return checks;
}

function node(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const passed = major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1]);
  return {
    name: 'node',
    passed,
    detail: `${process.versions.node}${passed ? '' : `: expected ${leastNode.join('.')} or later`}`,
  };
}

function judged({ ready, domain, people, connectors, queue }: z.infer<typeof statusBody>): Check[] {
  const connected = domain !== '';
  const inbound = connectors.inbound.length > 0;
  const outbound = connectors.outbound.length > 0;
  const stuck = queue.waiting > 0 && queue.oldestSeconds > longWait;
  return [
    {
      name: 'hub',
      passed: ready,
      detail: ready ? 'store, doors and delivery are up' : 'it answers, but is not ready: its log says why',
    },
    {
      name: 'connection',
      passed: connected,
      detail: connected ? `${domain}, ${people} people` : 'none: npx passerelle apply connection.yaml',
    },
    {
      name: 'copies',
      passed: inbound || !connected,
      detail: inbound ? `from ${connectors.inbound.join(', ')}` : 'no inbound connector: no copy is taken',
    },
    {
      name: 'way out',
      passed: outbound || !connected,
      detail: outbound ? `by ${connectors.outbound.join(', ')}` : 'no outbound connector: nothing leaves',
    },
    {
      name: 'queue',
      passed: !stuck,
      detail: stuck
        ? `${queue.waiting} messages wait, the oldest for ${Math.round(queue.oldestSeconds / 60)} minutes: npx passerelle trace says why`
        : `${queue.waiting} messages wait`,
    },
  ];
}
