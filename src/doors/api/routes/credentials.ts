import { X509Certificate } from 'node:crypto';
import { resolveRecipient } from '../../../directory/recipients.ts';
import type { Api, ApiParts } from '../api.ts';
import {
  appPasswordWish,
  certificateWish,
  client,
  clientParams,
  clientWish,
  connectorPasswordWish,
  password,
  signInLink,
  signInLinkWish,
  thumbprint,
  token,
} from '../contract.ts';
import { Failed } from '../failed.ts';
import { needs } from '../needs.ts';
import { originOf } from '../whence.ts';

/** Passwords for programs, and links that sign people in. Each is shown once, in the answer. */
export function credentialRoutes(api: Api, { hub, access, credentials, signIn, audit }: ApiParts): void {
  api.post(
    '/app-passwords',
    { config: needs('person'), schema: { body: appPasswordWish, response: { 201: password } } },
    async (request, reply) => {
      const person = await access.personOf(request, request.body.address);
      const made = await credentials.createAppPassword(person.id, request.body.name);
      return reply.code(201).send({ password: made });
    },
  );
  api.post(
    '/tokens',
    { config: needs('person'), schema: { body: appPasswordWish, response: { 201: token } } },
    async (request, reply) => {
      const person = await access.personOf(request, request.body.address);
      return reply.code(201).send({ token: await credentials.createToken(person.id, request.body.name) });
    },
  );
  api.post(
    '/clients',
    { config: needs('administrator'), schema: { body: clientWish, response: { 201: client } } },
    async (request, reply) => {
      return reply.code(201).send(await credentials.createClient(request.body.name));
    },
  );
  api.post(
    '/clients/:clientId/certificates',
    {
      config: needs('administrator'),
      schema: { params: clientParams, body: certificateWish, response: { 201: thumbprint } },
    },
    async (request, reply) => {
      if (!isCertificate(request.body.certificate)) {
        throw new Failed(422, 'not-a-certificate', 'certificate: expected a PEM certificate with an RSA key');
      }
      const made = await credentials.registerCertificate(request.params.clientId, request.body.certificate);
      if (made === undefined) throw new Failed(404, 'no-such-client', `there is no client ${request.params.clientId}`);
      return reply.code(201).send(made);
    },
  );
  api.post(
    '/connector-passwords',
    { config: needs('administrator'), schema: { body: connectorPasswordWish, response: { 201: password } } },
    async (request, reply) => {
      const { user } = request.body;
      if (!hub.directory().inboundConnectors.some(({ smtpAuthUser }) => smtpAuthUser === user)) {
        throw new Failed(404, 'no-such-connector', `no inbound connector has the SMTP AUTH user ${user}`);
      }
      return reply.code(201).send({ password: await credentials.createConnectorPassword(user) });
    },
  );
  api.post(
    '/sign-in-links',
    { config: needs('administrator'), schema: { body: signInLinkWish, response: { 201: signInLink } } },
    async (request, reply) => {
      const { address, role } = request.body;
      const resolved = address === undefined ? undefined : resolveRecipient(hub.directory(), address);
      const person = resolved?.kind === 'person' ? resolved.person : undefined;
      if (role !== 'administrator' && person === undefined) {
        throw new Failed(404, 'no-such-person', `nobody here has the address ${address ?? ''}`);
      }
      if (person !== undefined) audit.concern(person.address);
      if (person !== undefined && role !== 'person') await signIn.roles.setRole(person, role);
      const token = await credentials.createSignInLink(role, person?.id);
      // The fragment never reaches a server's log.
      const url = `${originOf(request)}/sign-in#token=${token}`;
      return reply.code(201).send({ url });
    },
  );
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).publicKey.asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
