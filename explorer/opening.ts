/** What the page opens with; the gateway has it at opening.json (src/explorer/explorer.route.ts). */
export interface Opening {
  readonly tabs: [Tab, ...Tab[]];
  /** Whether headers may stay in the browser: they hold credentials. */
  readonly keepHeaders: boolean;
}

interface Tab {
  readonly query: string;
  /** JSON. */
  readonly variables: string;
  /** JSON. */
  readonly headers: string;
}

export async function readOpening(): Promise<Opening> {
  const response = await fetch('opening.json');
  if (!response.ok) throw new Error(`opening.json answers ${response.status}`);
  return (await response.json()) as Opening;
}
