import type { Directory } from '../../directory/types.ts';
import type { Envelope } from '../../mail/envelope.ts';
import type { Header } from '../../mail/message.ts';
import { type Keeping, MessageScanner } from '../../mail/scanner/scanner.ts';
import { publishedIn } from '../booking/bookPublished.ts';
import type { HubContext } from '../context.ts';
import type { Incoming, IncomingResult } from '../intake.ts';
import { conclude } from './conclude.ts';
import { type Calendaring, decide } from './decide.ts';
import type { Decision, Opened, Settled } from './opened.ts';
import { openMessage } from './openMessage.ts';
import { Passage } from './passage.ts';

/** One message while it arrives: scanned, decided as soon as its headers are there, settled at its end. */
export class Arrival implements Incoming {
  readonly #context: HubContext;
  readonly #envelope: Envelope;
  readonly #directory: Directory;
  readonly #connector: string | undefined;
  readonly #at: number;
  readonly #scanner = new MessageScanner();
  #opened: Opened | undefined;
  #decision: Decision | undefined;
  #passage: Passage | undefined;
  /** Whole octets for our own authentication check; undefined when not needed or too long. */
  #raw: Buffer[] | undefined;
  #rawOctets = 0;

  constructor(context: HubContext, envelope: Envelope, connector: string | undefined) {
    this.#context = context;
    this.#envelope = envelope;
    this.#directory = context.directory();
    this.#connector = connector;
    this.#at = context.clock.now();
    if (this.#directory.bridge.authservId === undefined) this.#raw = [];
  }

  write(piece: Buffer): void | Promise<void> {
    this.#keepRaw(piece);
    const scannedBefore = this.#scanner.size;
    this.#scanner.write(piece);
    if (this.#opened) return this.#pass(piece);
    if (this.#scanner.headers === undefined) return undefined;
    this.#open(this.#scanner.headers);
    // The first octets of the body came with the last of the header.
    return this.#pass(piece.subarray(Math.max(0, this.#scanner.headerOctets - scannedBefore)));
  }

  async end(): Promise<IncomingResult> {
    if (!this.#opened) this.#open(this.#scanner.headers ?? []);
    const kept = this.#scanner.end();
    const calendaring: Calendaring =
      kept.calendaring ??
      (this.#scanner.hasMeetingTnef ? 'unreadable' : publishedIn(this.#directory, kept.forms) ? 'PUBLISH' : false);
    const opened = this.#opened as Opened;
    const decision = settled(this.#decision as Decision, calendaring);
    if (this.#passage && decision.kind !== 'pass') {
      await this.#passage.abandon();
      this.#passage = undefined;
    }
    const passage = this.#passage && {
      contentId: this.#passage.contentId,
      key: this.#passage.key,
      digest: await this.#passage.end(),
    };
    const raw = this.#raw && Buffer.concat(this.#raw);
    return conclude(this.#context, {
      opened,
      decision,
      kept,
      ...(raw === undefined ? {} : { raw }),
      ...(passage === undefined ? {} : { passage }),
    });
  }

  abort(reason: string): void {
    this.#raw = undefined;
    const passage = this.#passage;
    this.#passage = undefined;
    passage
      ?.abandon()
      .catch((fault: unknown) => this.#context.log.warn({ fault: String(fault), reason }, 'content not taken back'));
  }

  #open(received: readonly Header[]): void {
    const opened = openMessage({
      at: this.#at,
      envelope: this.#envelope,
      directory: this.#directory,
      connector: this.#connector,
      headers: received,
    });
    this.#opened = opened;
    this.#decision = this.#scanner.headerTooLarge
      ? { kind: 'drop', effect: 'header section too large' }
      : this.#decide(opened, this.#scanner.calendaring);
    this.#prepare(this.#decision);
  }

  #decide(opened: Opened, calendaring: Calendaring): Decision {
    return decide(opened, { originKeys: this.#context.originKeys, hops: this.#context.limits.hops }, calendaring);
  }

  /** Tells scanner and memory what the decision needs of the body. */
  #prepare(decision: Decision): void {
    switch (decision.kind) {
      case 'drop':
      case 'reject':
        this.#scanner.keep('nothing');
        this.#raw = undefined;
        return;
      case 'pass':
        this.#scanner.keep('nothing');
        this.#raw = undefined;
        this.#passage = new Passage(this.#context);
        return;
      case 'calendaring':
        this.#scanner.keep(keepingFor(decision));
        return;
      case 'undecided':
        this.#scanner.keep(keepingFor(decision.ifCalendaring));
        if (decision.otherwise.kind === 'pass') this.#passage = new Passage(this.#context);
        return;
    }
  }

  #pass(body: Buffer): void | Promise<void> {
    if (!this.#passage || body.length === 0) return undefined;
    return this.#passage.write(body)?.then(() => undefined);
  }

  #keepRaw(piece: Buffer): void {
    if (!this.#raw) return;
    this.#rawOctets += piece.length;
    if (this.#rawOctets > this.#context.limits.authenticationOctets) this.#raw = undefined;
    else this.#raw.push(Buffer.from(piece));
  }
}

/** What the end of the body made of a decision that waited for it. */
function settled(decision: Decision, calendaring: Calendaring): Settled {
  if (decision.kind !== 'undecided') return decision;
  return calendaring === false ? decision.otherwise : decision.ifCalendaring;
}

/** Only what is sent on needs its text: a redirect writes it anew without attachments. */
function keepingFor(decision: Settled): Keeping {
  return decision.kind === 'calendaring' && decision.onward.length > 0 ? 'text' : 'forms';
}
