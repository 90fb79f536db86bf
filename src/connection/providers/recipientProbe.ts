/** Whether a mail server takes mail for an address: asked as a sender would ask, and taken back before any message. */
import { connect } from 'node:net';
import type { Json, Observed } from '../provider.ts';

export type RecipientVerdict =
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly reply: string }
  /** It takes mail for everybody from us, or wants TLS first, or to see us again later: nothing is proved. */
  | { readonly kind: 'unproved'; readonly why: string }
  | { readonly kind: 'silent' };

/** @param host host, host:port or [address]:port */
export type RecipientProbe = (host: string, address: string) => Promise<RecipientVerdict>;

const milliseconds = 5000;
const longestReply = 16_384;
/** rfc2606#2: no server is responsible for it, so only one that relays for us takes it. */
const nobody = 'probe@passerelle.invalid';

export const probeRecipient: RecipientProbe = async (host, address) => {
  const [, name = host, port = '25'] = /^\[?([^\]]+?)\]?(?::(\d+))?$/.exec(host) ?? [];
  const dialog = converse(name, Number(port));
  try {
    await dialog.expect(220);
    await dialog.say('EHLO passerelle.invalid', 250);
    await dialog.say('MAIL FROM:<>', 250);
    const control = await dialog.ask(`RCPT TO:<${nobody}>`);
    if (control.code === 250) return { kind: 'unproved', why: `${host} takes mail for every domain from here` };
    const answer = await dialog.ask(`RCPT TO:<${address}>`);
    dialog.tell('RSET');
    dialog.tell('QUIT');
    return verdictOf(answer);
  } catch (fault) {
    if (fault instanceof Unexpected) return verdictOf(fault.reply);
    if (fault instanceof Silence) return { kind: 'silent' };
    throw fault;
  } finally {
    dialog.end();
  }
};

/** The verdict as what is there: where asking proves nothing, somebody's word may stand. */
export async function observeRecipient(
  probe: RecipientProbe,
  host: string,
  { address, value }: { address: string; value: Json | undefined },
): Promise<Observed> {
  const verdict = await probe(host, address);
  switch (verdict.kind) {
    case 'taken':
      return { kind: 'there', value: value ?? true, owner: 'unmarkable' };
    case 'refused':
    case 'unproved':
      return { kind: 'absent' };
    case 'silent':
      return { kind: 'pending', why: `${host} does not answer` };
  }
}

interface Reply {
  readonly code: number;
  readonly text: string;
}

class Unexpected extends Error {
  readonly reply: Reply;
  constructor(reply: Reply) {
    super(reply.text);
    this.reply = reply;
  }
}

class Silence extends Error {}

function verdictOf({ code, text }: Reply): RecipientVerdict {
  if (code === 250 || code === 251) return { kind: 'taken' };
  // 530: TLS or a password first; 4yz: later (greylisting).
  if (code < 500 || code === 530) return { kind: 'unproved', why: text };
  return { kind: 'refused', reply: text };
}

function converse(host: string, port: number) {
  const socket = connect({ host, port });
  socket.setTimeout(milliseconds, () => socket.destroy());
  socket.setEncoding('latin1');
  let heard = '';
  let ended = false;
  let wake: () => void = () => undefined;
  socket.on('data', (text: string) => {
    heard += text;
    if (heard.length > longestReply) socket.destroy();
    wake();
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    ended = true;
    wake();
  });
  const reply = async (): Promise<Reply> => {
    for (;;) {
      // rfc5321#4.2.1: the last line of a reply has a space after its code.
      const last = /^(\d{3})(?: .*)?\r?\n/m.exec(heard);
      if (last !== null) {
        heard = heard.slice(last.index + last[0].length);
        return { code: Number(last[1]), text: last[0].trim().slice(0, 200) };
      }
      if (ended) throw new Silence();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const ask = (line: string) => {
    socket.write(`${line}\r\n`);
    return reply();
  };
  const expect = async (code: number) => {
    const answer = await reply();
    if (answer.code !== code) throw new Unexpected(answer);
  };
  return {
    ask,
    expect,
    async say(line: string, code: number) {
      socket.write(`${line}\r\n`);
      await expect(code);
    },
    tell: (line: string) => void socket.write(`${line}\r\n`),
    end: () => socket.end(),
  };
}
