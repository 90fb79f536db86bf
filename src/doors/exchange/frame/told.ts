/** Objects as cmdlets give them out, and as JSON tells them: types that JSON has no words for are annotated. */
export type Property = null | boolean | number | string | readonly string[] | Guid | Moment;
export type Told = Readonly<Record<string, Property>>;

interface Guid {
  readonly type: 'guid';
  readonly value: string;
}

interface Moment {
  readonly type: 'moment';
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
}

export const guid = (value: string): Guid => ({ type: 'guid', value });
export const moment = (at: number): Moment => ({ type: 'moment', at });

/** The object with its annotations before each property; only the properties of `$select`, when there is one. */
export function annotated(told: Told, select: string | undefined): Record<string, unknown> {
  const wanted = select
    ?.split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const json: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(told)) {
    if (wanted !== undefined && wanted.length > 0 && !wanted.includes(name.toLowerCase())) continue;
    if (Array.isArray(property)) json[`${name}@odata.type`] = '#Collection(String)';
    else if (isTyped(property)) {
      json[`${name}@data.type`] = property.type === 'guid' ? 'System.Guid' : 'System.DateTime';
      json[`${name}@odata.type`] = property.type === 'guid' ? '#Guid' : '#DateTimeOffset';
    }
    json[name] = plain(property);
  }
  return json;
}

/** What stands in the JSON, and what filters compare. */
export function plain(property: Property): null | boolean | number | string | readonly string[] {
  if (!isTyped(property)) return property;
  return property.type === 'guid' ? property.value : new Date(property.at).toISOString();
}

function isTyped(property: Property): property is Guid | Moment {
  return typeof property === 'object' && property !== null && 'type' in property;
}
