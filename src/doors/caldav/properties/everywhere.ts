import { privilegesOn } from '../access.ts';
import { d } from '../xml/names.ts';
import { element } from '../xml/write.ts';
import { href, named, type Property } from './property.ts';

/** Properties of every resource: who asks, whose it is, what she may do (rfc3744, rfc5397). */
export const everywhere: readonly Property[] = [
  // Whoever gets this far asks for what is her own, or looks at a room.
  named(d('current-user-principal'), ({ owner }) =>
    owner.resource ? undefined : href({ kind: 'principal', address: owner.address }),
  ),
  named(d('owner'), ({ owner }) => href({ kind: 'principal', address: owner.address })),
  named(d('principal-collection-set'), () => href({ kind: 'root' })),
  named(d('current-user-privilege-set'), ({ resource }) =>
    privilegesOn(resource.kind).map((privilege) => element(d('privilege'), element(privilege))),
  ),
  named(d('acl'), ({ resource, owner }) =>
    element(
      d('ace'),
      element(d('principal'), href({ kind: 'principal', address: owner.address })),
      element(
        d('grant'),
        privilegesOn(resource.kind).map((privilege) => element(d('privilege'), element(privilege))),
      ),
      element(d('protected')),
    ),
  ),
];
