/**
 * Dialogs are text: `C:` a line of the client (CRLF added), `C!` octets as a JSON string, `S:` what a
 * line of the server begins with, `S.` the server closes, `M:` a message that the intake got at the end
 * (its state, sender, recipients, content as JSON), `given` a limit or a protocol, `#` a remark.
 */
export interface Turn {
  readonly send: string;
  readonly expect: readonly string[];
}

export interface DialogScript {
  readonly title: string;
  readonly protocol: 'SMTP' | 'LMTP';
  readonly limits: Readonly<Record<string, number>>;
  readonly turns: readonly Turn[];
  readonly closes: boolean;
  readonly messages: readonly string[];
}

export function readDialog(text: string): DialogScript {
  const turns: { send: string; expect: string[] }[] = [{ send: '', expect: [] }];
  const limits: Record<string, number> = {};
  const messages: string[] = [];
  let title = '';
  let protocol: 'SMTP' | 'LMTP' = 'SMTP';
  let closes = false;
  for (const line of text.split('\n')) {
    const rest = line.slice(3);
    const last = turns.at(-1);
    if (last === undefined) continue;
    if (line.startsWith('# ')) title ||= line.slice(2);
    else if (line === 'given LMTP') protocol = 'LMTP';
    else if (line.startsWith('given ')) {
      const [name = '', value] = line.slice(6).split(' ');
      limits[name] = Number(value);
    } else if (line.startsWith('C')) {
      const octets = line[1] === '!' ? String(JSON.parse(rest)) : `${rest}\r\n`;
      if (last.expect.length > 0) turns.push({ send: octets, expect: [] });
      else last.send += octets;
    } else if (line.startsWith('S: ')) last.expect.push(rest);
    else if (line === 'S.') closes = true;
    else if (line.startsWith('M: ')) messages.push(rest);
    else if (line.trim() !== '') throw new Error(`not a line of a dialog: ${line}`);
  }
  return { title, protocol, limits, turns, closes, messages };
}
