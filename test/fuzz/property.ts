import type { IAsyncProperty, IProperty } from 'fast-check';

/** Something that holds for every input. */
export interface FuzzProperty {
  /** Room, then what holds. */
  readonly name: string;
  readonly property: IProperty<unknown> | IAsyncProperty<unknown>;
}
