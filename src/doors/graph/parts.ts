import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Directory, Person } from '../../directory/types.ts';
import type { AuditTrail } from '../../pipeline/audit/trail.ts';
import type { Credentials } from '../../pipeline/credentials.ts';
import type { HubServices } from '../../pipeline/services.ts';
import type { Subscriptions } from '../../pipeline/subscriptions/subscriptions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { Random } from '../../platform/random.ts';
import type { Faults } from '../http/faults.ts';
import type { Access } from './access.ts';
import type { Telling } from './event/tell.ts';
import { type Preferences, preferencesOf } from './frame/preferences.ts';

export interface GraphOptions {
  readonly hub: HubServices;
  readonly credentials: Credentials;
  readonly audit: Pick<AuditTrail, 'identify'>;
  readonly log: Log;
  readonly clock: Clock;
  readonly random: Random;
  readonly subscriptions: Subscriptions;
  /** The configuration as reads of directory objects see it; that of the last commit without it. */
  readonly seen?: HubServices['configuration'];
  readonly faults?: Faults;
  /** The TXT record that DKIM of a domain asks for. */
  dkimRecord?(domain: string): Promise<{ readonly name: string; readonly text: string }>;
}

/** What every route gets. */
export interface GraphParts extends GraphOptions {
  readonly access: Access;
  readonly seen: HubServices['configuration'];
}

/** A group of routes; the door's array of them is its table of contents. */
export type Routes = (scope: FastifyInstance, parts: GraphParts) => void;

export interface Asked {
  readonly person: Person;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly preferences: Preferences;
  readonly telling: Telling;
}

/** Registers a route under /me and under /users/{id}: both name a person, whose resources it is about. */
export function forOwner(
  scope: FastifyInstance,
  { access, hub }: GraphParts,
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  answer: (asked: Asked) => Promise<unknown>,
): void {
  for (const owner of ['/me', '/users/:user']) {
    scope.route({
      method,
      url: `${owner}${path}`,
      handler: async (request, reply) => {
        const person = await access.owner(request);
        const preferences = preferencesOf(request);
        if (preferences.applied !== '') reply.header('preference-applied', preferences.applied);
        const telling = tellingOf(person, preferences, hub.directory());
        return answer({ person, request, reply, preferences, telling });
      },
    });
  }
}

function tellingOf(person: Person, preferences: Preferences, directory: Directory): Telling {
  const { urlTemplate } = directory.meetings;
  return { person, preferences, ...(urlTemplate !== undefined && { meetingUrlTemplate: urlTemplate }) };
}

export function parameterOf(request: FastifyRequest, name: string): string | undefined {
  const value: unknown = Reflect.get(request.params as object, name);
  return typeof value === 'string' ? value : undefined;
}

/** What Prefer asks, with pages of directory objects as large as Graph's own. */
export function directoryPage(request: FastifyRequest, { faults }: Pick<GraphParts, 'faults'>): Preferences {
  const preferences = preferencesOf(request);
  const size = preferences.maxPageSize ?? usualDirectoryPage;
  return { ...preferences, maxPageSize: faults?.pageSize(size) ?? size };
}

const usualDirectoryPage = 100;
