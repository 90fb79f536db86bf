import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { TooBusy } from '../../pipeline/signIn/password.ts';
import { errorBody } from '../http/server.ts';
import { Failed } from './failed.ts';

/** Turns what a route threw into the API's error shape. What is no expected failure goes on to the server's own handler. */
export function apiErrors() {
  return async (error: unknown, _request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (error instanceof Failed) {
      if (error.status === 401) reply.header('www-authenticate', 'Bearer realm="Passerelle"');
      return reply.code(error.status).send(errorBody(error.code, error.message, error.details));
    }
    if (error instanceof TooBusy) return reply.code(503).send(errorBody('busy', 'too much at this moment: try again'));
    if (hasZodFastifySchemaValidationErrors(error)) {
      const details = error.validation.map(({ instancePath, message }) => ({
        where: fieldOf(instancePath),
        message: message ?? 'not as expected',
      }));
      const message = `the ${error.validationContext ?? 'request'} is not as described in /api/v1/openapi.json`;
      return reply.code(400).send(errorBody('invalid-request', message, details));
    }
    throw error;
  };
}

/** `/attendees/0/address` as `attendees[0].address`. */
function fieldOf(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '')
    .map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
}
