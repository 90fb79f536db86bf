import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { CommandFailure } from './failure.ts';

/** The running hub a command speaks to. */
export interface Target {
  readonly url: URL;
  readonly credential: string;
  /** The hub's own certificate, when its TLS files are named in this environment: trusted as it is, whatever name it bears. */
  readonly pinnedCertificate?: string;
}

export interface TargetFlags {
  readonly url?: string;
  readonly data?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws CommandFailure when the address is none, the credential is not there, or it would leave the machine in the clear. */
export function findTarget(environment: Environment, flags: TargetFlags, hubUrlOfFile?: string): Target {
  const certificate = environment.PASSERELLE_TLS_CERT || undefined;
  const port = environment.PASSERELLE_HTTP_PORT || undefined;
  const local = `${certificate ? 'https' : 'http'}://${localHost(environment.PASSERELLE_HOST)}:${port ?? '8080'}`;
  // What the environment says was said on purpose; the file may have been copied from another machine.
  const text = flags.url ?? (port === undefined ? hubUrlOfFile : undefined) ?? local;
  if (!URL.canParse(text)) throw new CommandFailure(`"${text}" is no address: expected one such as ${local}`, 2);
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new CommandFailure(`"${text}": expected an address that begins with http:// or https://`, 2);
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new CommandFailure(
      `${url.origin}: the administrator's credential is sent to another machine over https only`,
    );
  }
  const credential = readCredential(flags.data ?? (environment.PASSERELLE_DATA || './data'));
  const pinned = certificate !== undefined && url.origin === new URL(local).origin;
  return pinned ? { url, credential, pinnedCertificate: certificate } : { url, credential };
}

/** A hub that listens on all addresses is reached on loopback. */
function localHost(host: string | undefined): string {
  if (host === undefined || host === '' || host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return isIP(host) === 6 ? `[${host}]` : host;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function readCredential(data: string): string {
  const path = join(data, 'local-admin');
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(
      `the credential ${path} can't be read (${reason}). The hub writes it at its first start: name its data directory by --data or PASSERELLE_DATA`,
    );
  }
}
