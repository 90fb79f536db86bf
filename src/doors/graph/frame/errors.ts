import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../../../platform/log.ts';
import { GraphFailure } from './failure.ts';
import { requestIds } from './requestIds.ts';

/** Graph's error shape, for everything that goes wrong under its paths; of a fault the peer learns nothing. */
export function graphErrors(log: Log, now: () => number) {
  return async (error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const shown = shownOf(error);
    if (shown.status >= 500) {
      const fault = error instanceof Error ? (error.stack ?? error.message) : String(error);
      log.error({ fault, method: request.method, url: request.url.split('?', 1)[0] }, 'graph request failed');
    }
    return reply
      .code(shown.status)
      .headers(shown.headers)
      .send(errorBody(request, shown.code, shown.message, now()));
  };
}

export function errorBody(request: FastifyRequest, code: string, message: string, now: number) {
  const { requestId, clientRequestId } = requestIds(request);
  return {
    error: {
      code,
      message,
      innerError: {
        date: new Date(now).toISOString().slice(0, 19),
        'request-id': requestId,
        'client-request-id': clientRequestId,
      },
    },
  };
}

function shownOf(error: unknown): Pick<GraphFailure, 'status' | 'code' | 'message' | 'headers'> {
  if (error instanceof GraphFailure) return error;
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') {
    const { statusCode, message } = error;
    if (statusCode === 429) {
      return { status: 429, code: 'TooManyRequests', message, headers: { 'retry-after': '10' } };
    }
    if (statusCode >= 400 && statusCode < 500) return { status: statusCode, code: 'BadRequest', message, headers: {} };
  }
  return { status: 500, code: 'InternalServerError', message: 'An internal server error occurred.', headers: {} };
}
