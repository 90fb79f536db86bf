import type { DesiredConnection } from '../types.ts';

/** The connection as a home sees it that copies mail: mail for a room reaches the hub as a person's does. */
export function withRooms(connection: DesiredConnection): DesiredConnection {
  const rooms = connection.rooms.map((room) => ({ ...room, licence: '', forwarding: 'home' as const }));
  return { ...connection, people: [...connection.people, ...rooms] };
}
