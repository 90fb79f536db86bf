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
  const problem = errorBody.safeParse(json);
  if (!problem.success) {
    throw new CommandFailure(`${target.url.origin} answered ${answer.status}: is it the hub that listens there?`);
  }
  const { code, message, details = [] } = problem.data.error;
  const lines = details.map((detail) => `\n  ${detail.where}: ${detail.message}`);
  throw new CommandFailure(`${message} (${code})${lines.join('')}`);
}

function exchange(
  target: Target,
  method: string,
  path: string,
  body: { readonly type: string; readonly text: string } | undefined,
): Promise<{ status: number; text: string }> {
  const options: RequestOptions = {
    method,
    agent: false,
    headers: {
      authorization: `Bearer ${target.credential}`,
      accept: 'application/json',
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
      answer.on('data', (piece: Buffer) => {
        size += piece.length;
        if (size > largestAnswer) asked.destroy(new Error('the answer is too long'));
        else pieces.push(piece);
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
