/** A home Postfix on this machine: its fragment of main.cf and master.cf, and the maps it names. */
import { join } from 'node:path';
import { type Json, type Observed, type Provider, ProviderRefusal } from '../../provider.ts';
import { type HubMail, hubMail } from '../hubMail.ts';
import { readBlock, writeBlock } from './block.ts';
import { postfixCapabilities } from './capabilities.ts';
import type { PostfixCommands } from './commands.ts';
import { readText, replaceText } from './files.ts';
import { logicalLines, parameterIn, serviceIn } from './mainCf.ts';
import { fileMark, wantPostfix } from './want.ts';

export interface PostfixProviderOptions {
  /** Undefined: nothing is read or written, the files are shown. */
  readonly configDirectory: string | undefined;
  readonly commands: PostfixCommands;
  /** Where Passerelle takes mail. */
  readonly mail: Partial<HubMail>;
}

type Place =
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'main.cf'; readonly name: string }
  | { readonly kind: 'master.cf'; readonly name: string };

export function createPostfixProvider({ configDirectory, commands, mail }: PostfixProviderOptions): Provider {
  return {
    name: 'postfix',
    capabilities: postfixCapabilities,
    want: (connection) => wantPostfix(connection, hubMail(connection, mail)),
    async read(wanted) {
      return new Map(
        wanted.map(({ key, value }) => [
          key,
          configDirectory === undefined ? absent : look(configDirectory, key, value),
        ]),
      );
    },
    async write(key, value) {
      if (configDirectory === undefined)
        throw new ProviderRefusal('refused', 'postfix.manual', 'home.configDirectory is not set');
      await change({ directory: configDirectory, commands }, key, value);
    },
  };
}

const absent: Observed = { kind: 'absent' };

function look(directory: string, key: string, wanted: Json | undefined): Observed {
  const place = placeOf(key);
  try {
    const text = readText(pathOf(directory, place));
    if (place.kind === 'file') {
      if (text === undefined) return absent;
      return { kind: 'there', value: text, owner: text.startsWith(`${fileMark}\n`) ? 'ours' : 'foreign' };
    }
    if (text === undefined) return { kind: 'unreadable', why: `there is no ${pathOf(directory, place)}` };
    return lookInBlock(text, place, wanted);
  } catch (fault) {
    return { kind: 'unreadable', why: explained(fault, pathOf(directory, place)) };
  }
}

function lookInBlock(text: string, place: Place, wanted: Json | undefined): Observed {
  const { ours, theirs } = readBlock(text);
  const set = valueIn(logicalLines(theirs), place);
  // What somebody typed just as it is wanted may stand where it is.
  if (set !== undefined) return { kind: 'there', value: set, owner: set === wanted ? 'unmarkable' : 'foreign' };
  const value = valueIn(ours, place);
  return value === undefined ? absent : { kind: 'there', value, owner: 'ours' };
}

function valueIn(lines: readonly string[], { kind, name }: Place): string | undefined {
  return kind === 'main.cf' ? parameterIn(lines, name) : serviceIn(lines, name);
}

interface Tools {
  readonly directory: string;
  readonly commands: PostfixCommands;
}

/** Writes, lets Postfix check, and puts back what was there when it does not like what it sees. */
async function change({ directory, commands }: Tools, key: string, value: Json | undefined): Promise<void> {
  const place = placeOf(key);
  const path = pathOf(directory, place);
  const seen = look(directory, key, value);
  if (seen.kind === 'unreadable') throw new ProviderRefusal('refused', 'postfix.unreadable', seen.why);
  if (seen.kind === 'there' && seen.owner === 'foreign') {
    throw new ProviderRefusal(
      'refused',
      'postfix.foreign',
      `${place.name} is set otherwise in ${path}, and not by us: it stays as it is`,
    );
  }
  const wanted = value === undefined ? undefined : String(value);
  const present = seen.kind === 'there' ? seen.value : undefined;
  // Ours, or typed just so by somebody, who keeps it.
  if (present === wanted || (seen.kind === 'there' && seen.owner === 'unmarkable')) return;
  const before = readText(path);
  try {
    replaceText(
      path,
      place.kind === 'file' ? wanted : writeBlock(before ?? '', linesWith(before ?? '', place, wanted)),
    );
  } catch (fault) {
    throw new ProviderRefusal('refused', 'postfix.permission', explained(fault, path));
  }
  const tools = { directory, commands };
  const complaint =
    place.kind === 'file' ? await tableComplaint(tools, place, wanted) : await commands.check(directory);
  if (complaint !== undefined) {
    replaceText(path, before);
    throw new ProviderRefusal(
      'refused',
      'postfix.check',
      `Postfix does not accept ${key.slice('postfix/'.length)}: ${complaint}`,
    );
  }
  // A table that nothing names yet is read when something does.
  if (place.kind === 'file' && !named(directory, place.name)) return;
  const failed = await commands.reload(directory);
  if (failed !== undefined) throw new ProviderRefusal('pending', 'postfix.reload', `Postfix did not reload: ${failed}`);
}

function named(directory: string, file: string): boolean {
  return ['main.cf', 'master.cf'].some((one) =>
    readBlock(readText(join(directory, one)) ?? '')
      .ours.join()
      .includes(file),
  );
}

function linesWith(text: string, place: Place, wanted: string | undefined): string[] {
  const { ours } = readBlock(text);
  const others = ours.filter((line) => valueIn([line], place) === undefined);
  if (wanted === undefined) return others;
  return [...others, place.kind === 'main.cf' ? `${place.name} = ${wanted}` : wanted];
}

/** A table that is ours has to give what it says: asked by Postfix's own reader. */
async function tableComplaint(
  { directory, commands }: Tools,
  place: Place,
  text: string | undefined,
): Promise<string | undefined> {
  const [, first] = text?.split('\n') ?? [];
  if (first === undefined || first === '' || first.startsWith('/')) return undefined;
  const [key = '', expected] = first.split(' ');
  const found = await commands.query(directory, `texthash:${pathOf(directory, place)}`, key);
  return found === expected ? undefined : `${place.name} gives ${found ?? 'nothing'} for ${key}`;
}

function placeOf(key: string): Place {
  const [, kind, name = ''] = key.split('/');
  if ((kind === 'file' || kind === 'main.cf' || kind === 'master.cf') && /^\w+$/.test(name)) return { kind, name };
  throw new Error(`Postfix has no resource with the key ${key}`);
}

function pathOf(directory: string, place: Place): string {
  return join(directory, place.kind === 'file' ? place.name : place.kind);
}

function explained(fault: unknown, path: string): string {
  const code = (fault as NodeJS.ErrnoException).code;
  if (code === undefined) throw fault;
  return code === 'EACCES' || code === 'EPERM'
    ? `${path} may not be read or written by this account`
    : `${path}: ${code}`;
}
