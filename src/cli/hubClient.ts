import { readFileSync } from 'node:fs';
import { request as requestInTheClear } from 'node:http';
import { type RequestOptions, request as requestOverTls } from 'node:https';
import { z } from 'zod';
import { CommandFailure } from './failure.ts';
import type { Target } from './target.ts';

const errorBody = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.array(z.object({ where: z.string(), message: z.string() })).optional(),
  }),
});

/** Octets of an answer beyond which the hub is not believed to be one. */
const largestAnswer = 64 * 1024 * 1024;

/**
 * Asks the hub's API and gives back the JSON of its answer.
 * @throws CommandFailure with what the hub said, when it refused; or that no hub answers.
 */
export async function askHub(
  target: Target,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: { readonly type: 'text/yaml' | 'text/calendar' | 'application/json'; readonly text: string },
): Promise<unknown> {
  const answer = await exchange(target, method, path, body);
  const json = parse(answer.text);
  if (answer.status >= 200 && answer.status < 300) return json;
  throw failureOf(json, target, answer.status);
}

/**
 * Asks for what runs long: each line of the answer is told as it comes; the last one is the
 * result. @throws CommandFailure as `askHub` does, also when the last line is an error
 */
export async function askHubByLines(
  target: Target,
  method: 'POST' | 'PUT',
  path: string,
  body: { readonly type: 'text/yaml'; readonly text: string } | undefined,
  tell: (line: unknown) => void,
): Promise<unknown> {
  let result: { readonly value: unknown } | undefined;
  let failure: CommandFailure | undefined;
  const line = (text: string) => {
    const value = parse(text);
    if (typeof value !== 'object' || value === null) return;
    if ('result' in value) result = { value: value.result };
    else if ('error' in value) failure = failureOf(value, target, 200);
    else tell(value);
  };
  const answer = await exchange(target, method, path, body, line);
  if (answer.status < 200 || answer.status >= 300) throw failureOf(parse(answer.text), target, answer.status);
  if (failure !== undefined) throw failure;
  if (result === undefined)
    throw new CommandFailure(`${target.url.origin} broke off: run it again, it goes on where it stopped`);
  return result.value;
}

function failureOf(json: unknown, target: Target, status: number): CommandFailure {
  const problem = errorBody.safeParse(json);
  if (!problem.success) {
    return new CommandFailure(`${target.url.origin} answered ${status}: is it the hub that listens there?`);
  }
  const { code, message, details = [] } = problem.data.error;
  const lines = details.map((detail) => `\n  ${detail.where}: ${detail.message}`);
  return new CommandFailure(`${message} (${code})${lines.join('')}`);
}

function exchange(
  target: Target,
  method: string,
  path: string,
  body: { readonly type: string; readonly text: string } | undefined,
  tell?: (line: string) => void,
): Promise<{ status: number; text: string }> {
  const options: RequestOptions = {
    method,
    agent: false,
    headers: {
      authorization: `Bearer ${target.credential}`,
      accept: tell === undefined ? 'application/json' : 'application/x-ndjson',
      ...(body ? { 'content-type': body.type, 'content-length': Buffer.byteLength(body.text) } : {}),
    },
  };
  if (target.pinnedCertificate !== undefined) {
    options.ca = readFileSync(target.pinnedCertificate);
    options.allowPartialTrustChain = true;
    options.checkServerIdentity = () => undefined;
  }
  const request = target.url.protocol === 'https:' ? requestOverTls : requestInTheClear;
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, target.url), options, (answer) => {
      const pieces: Buffer[] = [];
      let size = 0;
      let unfinished = '';
      answer.on('data', (piece: Buffer) => {
        size += piece.length;
        if (size > largestAnswer) asked.destroy(new Error('the answer is too long'));
        else pieces.push(piece);
        if (tell === undefined) return;
        // Newlines never stand inside a character of UTF-8, but characters may be cut.
        const lines = (unfinished + piece.toString('latin1')).split('\n');
        unfinished = lines.pop() ?? '';
        for (const text of lines) tell(Buffer.from(text, 'latin1').toString('utf8'));
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(pieces).toString('utf8') }));
      answer.on('error', reject);
    });
    asked.on('error', (error: NodeJS.ErrnoException) => {
      const hint = error.code === 'ECONNREFUSED' ? 'is it running? Start it with: npx passerelle start' : error.message;
      reject(new CommandFailure(`no hub answers at ${target.url.origin}: ${hint}`));
    });
    asked.end(body?.text);
  });
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
