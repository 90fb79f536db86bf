import { type FaultPlan, readFaultPlan } from '../doors/http/faults.ts';
import { ipRangeProblem } from '../mail/ipRanges.ts';
import { CommandFailure } from './failure.ts';

/** How one process of the hub runs. From flags first, then the environment, then the default. */
export interface Settings {
  /** Data directory, created when it is missing. */
  readonly data: string;
  /** Address all doors listen on. */
  readonly host: string;
  /** 0 is any free port, for this and the other ports. */
  readonly httpPort: number;
  readonly smtpPort: number;
  /** Absent: no LMTP door. */
  readonly lmtpPort?: number;
  readonly pop3Port: number;
  /** PEM files; both or neither. */
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  /** DNS server to ask instead of the machine's, address:port. */
  readonly resolver?: string;
  /** postgres:// address; absent: SQLite in the data directory. */
  readonly databaseUrl?: string;
  /** Address ranges inside to which change notifications may be sent, by http as well; none by default. */
  readonly notificationRanges: readonly string[];
  /** Faults on purpose in the Exchange and Graph doors, for rehearsals; none by default. */
  readonly faults?: FaultPlan;
  readonly logLevel: LogLevel;
  /** connection.yaml to apply at the start. */
  readonly config?: string;
  /** Run the sample organisation with its sample home. */
  readonly sample: boolean;
}

export interface StartFlags {
  readonly config?: string;
  readonly data?: string;
  readonly sample?: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;
type LogLevel = (typeof logLevels)[number];

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** @throws CommandFailure with exit code 2 that names every setting that is wrong and what was expected. */
export function readSettings(environment: Environment, flags: StartFlags): Settings {
  const problems: string[] = [];
  // An empty variable is one that a script left unset.
  const value = (name: string) => environment[name]?.trim() || undefined;
  const port = (name: string): number | undefined => {
    const text = value(name);
    if (text === undefined) return undefined;
    if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
    problems.push(`${name}: expected a port from 1 to 65535, or 0 for any free one; found "${text}"`);
    return undefined;
  };
  const lmtpPort = value('PASSERELLE_LMTP_PORT') === 'off' ? undefined : port('PASSERELLE_LMTP_PORT');
  const tlsCert = value('PASSERELLE_TLS_CERT');
  const tlsKey = value('PASSERELLE_TLS_KEY');
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    problems.push('PASSERELLE_TLS_CERT and PASSERELLE_TLS_KEY: expected both or neither, each the path of a PEM file');
  }
  const resolver = value('PASSERELLE_RESOLVER');
  if (resolver !== undefined && !isResolver(resolver)) {
    problems.push(`PASSERELLE_RESOLVER: expected address:port, such as 127.0.0.1:53; found "${resolver}"`);
  }
  const databaseUrl = value('DATABASE_URL');
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    // The value may hold a password: it is not repeated.
    problems.push('DATABASE_URL: expected an address that begins with postgres://');
  }
  const notificationRanges = (value('PASSERELLE_NOTIFICATION_RANGES') ?? '')
    .split(',')
    .map((range) => range.trim())
    .filter((range) => range !== '');
  for (const range of notificationRanges) {
    const wrong = ipRangeProblem(range);
    if (wrong !== undefined) problems.push(`PASSERELLE_NOTIFICATION_RANGES: ${wrong}`);
  }
  const faultText = value('PASSERELLE_FAULTS');
  let faults: FaultPlan | undefined;
  try {
    if (faultText !== undefined) faults = readFaultPlan(faultText);
  } catch (wrong) {
    problems.push(`PASSERELLE_FAULTS: ${(wrong as Error).message}`);
  }
  const logLevel = value('PASSERELLE_LOG_LEVEL') ?? 'info';
  if (!isLogLevel(logLevel)) {
    problems.push(`PASSERELLE_LOG_LEVEL: expected one of ${logLevels.join(', ')}; found "${logLevel}"`);
  }
  const settings = {
    data: flags.data ?? value('PASSERELLE_DATA') ?? './data',
    host: value('PASSERELLE_HOST') ?? '127.0.0.1',
    httpPort: port('PASSERELLE_HTTP_PORT') ?? 8080,
    smtpPort: port('PASSERELLE_SMTP_PORT') ?? 2525,
    pop3Port: port('PASSERELLE_POP3_PORT') ?? 2110,
    ...(lmtpPort === undefined ? {} : { lmtpPort }),
    ...(tlsCert === undefined ? {} : { tlsCert }),
    ...(tlsKey === undefined ? {} : { tlsKey }),
    ...(resolver === undefined ? {} : { resolver }),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    notificationRanges,
    ...(faults === undefined ? {} : { faults }),
    logLevel: isLogLevel(logLevel) ? logLevel : 'info',
    ...(flags.config === undefined ? {} : { config: flags.config }),
    sample: flags.sample ?? false,
  } satisfies Settings;
  if (problems.length > 0) throw new CommandFailure(problems.join('\n'), 2);
  return settings;
}

function isLogLevel(text: string): text is LogLevel {
  return (logLevels as readonly string[]).includes(text);
}

function isResolver(text: string): boolean {
  const colon = text.lastIndexOf(':');
  const port = Number(text.slice(colon + 1));
  return colon > 0 && Number.isInteger(port) && port > 0 && port <= 65535;
}
