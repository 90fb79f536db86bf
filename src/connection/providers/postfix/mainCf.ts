/** Logical lines of main.cf and master.cf (postconf(5), master(5)): a line that begins with a space continues the one before. */
export function logicalLines(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    // Comments and empty lines stand between without ending anything.
    if (/^\s*(#|$)/.test(line)) continue;
    if (/^\s/.test(line) && lines.length > 0) lines[lines.length - 1] += ` ${line.trim()}`;
    else lines.push(line.trim());
  }
  return lines;
}

/** The value of a parameter, the last word where it is set more than once; undefined when it is not set. */
export function parameterIn(lines: readonly string[], name: string): string | undefined {
  let value: string | undefined;
  for (const line of lines) {
    const equals = line.indexOf('=');
    if (equals > 0 && line.slice(0, equals).trim() === name) value = line.slice(equals + 1).trim();
  }
  return value;
}

/** The service of master.cf that bears this name and is no inet service. */
export function serviceIn(lines: readonly string[], name: string): string | undefined {
  return lines.find((line) => {
    const [service, type] = line.split(/\s+/, 2);
    return service === name && type !== 'inet';
  });
}
