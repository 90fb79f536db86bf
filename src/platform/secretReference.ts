import { readFileSync } from 'node:fs';

/**
 * Secrets in configuration are references, never values: `env:NAME` or `file:/path`.
 * Throws an Error that names the reference and what to do; never one that shows a secret.
 */
export function readSecretReference(reference: string): string {
  if (reference.startsWith('env:')) {
    const name = reference.slice(4);
    const value = process.env[name];
    if (value === undefined)
      throw new Error(`environment variable ${name} is not set: set it, or change the reference`);
    return value;
  }
  if (reference.startsWith('file:')) {
    const path = reference.slice(5);
    try {
      return readFileSync(path, 'utf8').trim();
    } catch (fault) {
      throw new Error(`secret file ${path} can't be read: ${(fault as NodeJS.ErrnoException).code ?? 'unknown'}`);
    }
  }
  throw new Error(`'${reference}' is no secret reference: write env:NAME or file:/path`);
}
