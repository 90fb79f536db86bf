/** The ownership mark in the comment of whatever can bear one: only that is changed, removed, and called ours. */
const mark = 'managed-by:passerelle';

export function isMarked(comment: unknown): boolean {
  return typeof comment === 'string' && comment.includes(mark);
}

/** What others wrote stays beside it. */
export function marked(comment: unknown): string {
  if (typeof comment !== 'string' || comment.trim() === '') return mark;
  return isMarked(comment) ? comment : `${comment}\n${mark}`;
}

export function unmarked(comment: unknown): string {
  if (typeof comment !== 'string') return '';
  return comment
    .split('\n')
    .filter((line) => line.trim() !== mark)
    .join('\n');
}
