/**
 * Import direction. Flow runs one way: doors → pipeline → store → delivery → outside.
 * `check.ts` calls `checkImports`; the table below is the house.
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

interface Room {
  /** Rooms and files whose code it may use; a prefix of the path under src/. */
  readonly may: readonly string[];
  /** Rooms of which it may use types only. */
  readonly types: readonly string[];
  /** Where a thing belongs instead of an import that is not allowed. */
  readonly instead: string;
}

const pure = 'what it needs from the machine is passed in; what joins several rooms belongs in src/pipeline';
const everything = ['platform', 'mail', 'calendar', 'directory', 'rules', 'store', 'delivery', 'pipeline'];

export const rooms: Readonly<Record<string, Room>> = {
  platform: { may: [], types: [], instead: 'what knows mail, calendars or people belongs in the room of that noun' },
  mail: { may: ['platform'], types: [], instead: pure },
  calendar: { may: ['mail'], types: ['directory', 'rules', 'platform'], instead: pure },
  directory: { may: ['mail', 'rules'], types: ['calendar', 'store', 'platform'], instead: pure },
  rules: { may: ['mail'], types: ['calendar', 'directory', 'platform'], instead: pure },
  store: {
    may: ['platform'],
    types: ['mail', 'calendar', 'directory', 'rules'],
    instead: 'the store keeps what others decided: a decision belongs in src/pipeline or a pure room',
  },
  delivery: {
    may: ['store/contract.ts', 'mail', 'platform', 'directory'],
    types: [],
    instead: 'delivery sends what a job says: what to send is decided in src/pipeline before the commit',
  },
  pipeline: {
    may: [...everything, 'connection'],
    types: [],
    instead: 'what is about a wire belongs in src/doors, and is handed in by src/start.ts',
  },
  connection: {
    may: ['mail', 'directory', 'platform'],
    types: ['rules', 'store'],
    instead: 'it speaks to every hub, ours too, over the wire: what both need is a type of the API',
  },
  doors: {
    may: ['pipeline', 'store/contract.ts', 'mail', 'calendar', 'platform', 'directory', 'doors/http'],
    types: ['store', 'rules'],
    instead:
      'a door translates between wire and domain: a decision belongs in src/pipeline, what two doors share in a pure room',
  },
  sample: {
    may: ['connection', 'mail', 'calendar', 'platform', 'doors/smtp'],
    types: ['pipeline', 'directory'],
    instead: 'the sample home is a server of its own and reaches the hub over SMTP',
  },
};

export interface Import {
  readonly from: string;
  /** Path under the project's root. */
  readonly to: string;
  readonly typeOnly: boolean;
}

/** Undefined when the import runs the right way, else what is wrong and where the thing belongs. Paths as `src/mail/x.ts`. */
export function judge({ from, to, typeOnly }: Import): string | undefined {
  if (from.startsWith('console/')) {
    if (!to.startsWith('src/') || (typeOnly && to.startsWith('src/doors/api/'))) return undefined;
    return `${from} imports ${to}: the console imports types of the API contract (src/doors/api) and nothing else`;
  }
  const source = from.slice('src/'.length);
  if (!to.startsWith('src/')) return `${from} imports ${to}: what src/ needs lies under src/`;
  const target = to.slice('src/'.length);
  const roomName = source.slice(0, source.indexOf('/'));
  const room = rooms[roomName];
  // src/main.ts, src/start.ts and src/cli put the parts together.
  if (roomName === '' || roomName === 'cli' || source.indexOf('/') < 0) return undefined;
  if (room === undefined)
    return `${from}: no room called "${roomName}" in scripts/imports.ts: which room is it a part of?`;
  if (place(source) === place(target)) return undefined;
  const allowed = [...room.may, ...(typeOnly ? room.types : [])];
  if (allowed.some((prefix) => target === prefix || target.startsWith(`${prefix}/`))) return undefined;
  const types = room.types.length === 0 ? '' : `, and types of ${room.types.join(', ')}`;
  return `${from} imports ${to}: ${roomName} may import ${room.may.join(', ') || 'nothing'}${types}. Instead: ${room.instead}.`;
}

/** A room is one place; doors are one place each. */
function place(path: string): string {
  const [room = '', door = ''] = path.split('/');
  return room === 'doors' ? `${room}/${door}` : room;
}

/** All imports of a file's own project, as written in its text. */
export function importsOf(from: string, text: string): Import[] {
  const found: Import[] = [];
  const statement = /\b(import|export)\b([^;'"]*?)\bfrom\s*['"](\.[^'"]*)['"]|\bimport\s*\(?\s*['"](\.[^'"]*)['"]/g;
  for (const match of text.matchAll(statement)) {
    const specifier = match[3] ?? match[4] ?? '';
    const typeOnly = /^\s*type\b/.test(match[2] ?? '');
    found.push({ from, to: normalize(join(dirname(from), specifier)), typeOnly });
  }
  return found;
}

/** Problems in the tree under `root`; empty when all is well. Tests may import what they test and what they test it with. */
export function checkImports(root: string): string[] {
  const files = globSync(['src/**/*.ts', 'console/src/**/*.{ts,tsx}'], { cwd: root }).filter(
    (file) => !file.includes('.test.') && !file.includes('.fixture.') && !file.includes('/testing/'),
  );
  return files
    .flatMap((file) => importsOf(file, readFileSync(join(root, file), 'utf8')))
    .map(judge)
    .filter((problem) => problem !== undefined);
}
