/** A requirement on several settings together. */
export interface Combination<Settings> {
  /** The settings that it reads; a mistake in one of them is reported instead. */
  readonly reads: readonly (keyof Settings & string)[];
  readonly holds: (settings: Settings) => boolean;
  /** The setting to change when the requirement is not met. */
  readonly setting: keyof Settings & string;
  readonly message: string;
}
