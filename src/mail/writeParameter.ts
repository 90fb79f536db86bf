/** A parameter of Content-Type or Content-Disposition, quoted or as rfc2231 wants it. */
export function writeParameter(name: string, value: string): string {
  const ascii = Buffer.byteLength(value, 'utf8') === value.length && !/[\r\n]/.test(value);
  if (ascii && value.length <= 60) {
    return /^[\w.!#$%&'*+^`{|}~-]+$/.test(value) ? `${name}=${value}` : `${name}="${value.replace(/["\\]/g, '\\$&')}"`;
  }
  const sections = percentSections(value);
  if (sections.length === 1) return `${name}*=utf-8''${sections[0]}`;
  // rfc2231#4.1: the charset stands in the first section only.
  return sections.map((section, index) => `${name}*${index}*=${index === 0 ? "utf-8''" : ''}${section}`).join('; ');
}

/** Longest section of a value: with its name it fits a line. */
const sectionLength = 50;

function percentSections(value: string): string[] {
  const sections: string[] = [];
  let section = '';
  for (const octet of Buffer.from(value, 'utf8')) {
    const character = String.fromCharCode(octet);
    const token = /[A-Za-z0-9._-]/.test(character)
      ? character
      : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`;
    if (section.length + token.length > sectionLength) {
      sections.push(section);
      section = '';
    }
    section += token;
  }
  return [...sections, section];
}
