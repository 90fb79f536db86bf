import type { Verb } from '../verb.ts';
import { auth } from './auth.ts';
import { capa } from './capa.ts';
import { dele } from './dele.ts';
import { listVerb } from './list.ts';
import { noop } from './noop.ts';
import { pass } from './pass.ts';
import { quit } from './quit.ts';
import { retr } from './retr.ts';
import { rset } from './rset.ts';
import { stat } from './stat.ts';
import { stls } from './stls.ts';
import { top } from './top.ts';
import { uidl } from './uidl.ts';
import { user } from './user.ts';

const all: readonly Verb[] = [
  ...[capa, user, pass, auth, stls, quit],
  ...[stat, listVerb, uidl, retr, top, dele, rset, noop],
];

export const verbs: ReadonlyMap<string, Verb> = new Map(all.map((verb) => [verb.name, verb]));
