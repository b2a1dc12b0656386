/** A demand on several settings together. */
export interface Combination<Settings> {
  /** The settings it looks at; a mistake in one of them is reported instead. */
  readonly reads: readonly (keyof Settings & string)[];
  readonly holds: (settings: Settings) => boolean;
  /** The setting to change where it does not hold. */
  readonly setting: keyof Settings & string;
  readonly message: string;
}
