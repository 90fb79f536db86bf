import { readConnection } from '../../src/connection/desired.ts';
import type { DesiredConnection } from '../../src/connection/types.ts';

/** The connection of Contoso Landscaping, with other parts where given; as people write it. */
export function connectionFrom(parts: Readonly<Record<string, string>>): DesiredConnection {
  const whole = {
    organisation: 'Contoso Landscaping',
    domain: 'contoso.example',
    hub: '{ kind: passerelle, url: http://hub.contoso.example:8080 }',
    home: '{ kind: postfix, smartHost: 127.0.0.1:2526, returnDomain: g.contoso.example, copiesFrom: [127.0.0.1/32], answers: answers@contoso.example }',
    people:
      '[{ address: johanna@contoso.example, name: Johanna Winter, aliases: [jo@contoso.example] }, { address: jakob@contoso.example, name: Jakob Berg }]',
    ...parts,
  };
  const text = Object.entries(whole)
    .map(([key, value]) => `${key}: ${value}`)
    .join('\n');
  const read = readConnection(text);
  if (read.kind === 'problems') throw new Error(JSON.stringify(read.problems));
  return read.connection;
}
