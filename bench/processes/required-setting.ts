/** A setting of a process of the benchmarks. @throws where it is not set */
export function requiredSetting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}
