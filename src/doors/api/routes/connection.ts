import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Api, ApiParts } from '../api.ts';
import { applied } from '../contract.ts';
import { Failed, settled } from '../failed.ts';
import { needs } from '../needs.ts';

/** rfc9512, and what people wrote before it. */
const yamlTypes = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml', 'text/plain'];

/** `PUT /connection`: the text of connection.yaml; holds in the running process before it is answered. */
export function connectionRoutes(api: Api, { hub }: ApiParts): void {
  acceptYaml(api);
  api.put(
    '/connection',
    {
      config: needs('administrator'),
      schema: {
        body: z.string().describe('the text of connection.yaml'),
        consumes: yamlTypes,
        response: { 200: applied },
      },
    },
    async (request) => {
      if (request.body.trim() === '') throw new Failed(422, 'connection-invalid', 'the connection file is empty');
      const { change, steps } = settled(await hub.apply(request.body));
      return { change, steps: [...steps] };
    },
  );
}

function acceptYaml(app: Pick<FastifyInstance, 'addContentTypeParser'>): void {
  app.addContentTypeParser(yamlTypes, { parseAs: 'string' }, (_request, body, done) => done(null, body));
}
