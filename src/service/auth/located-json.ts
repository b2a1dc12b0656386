/** Parses JSON, and finds the line of each of its values. */

import {
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';

/** A text that is no JSON, and where. */
export class NoJson extends Error {
  override readonly name = 'NoJson';
}

/** A JSON document whose values know their lines. */
export class LocatedJson {
  readonly value: unknown;
  readonly #root: Node;

  /** @throws NoJson with the line of the first mistake */
  constructor(private readonly text: string) {
    const errors: ParseError[] = [];
    const root = parseTree(text, errors, { disallowComments: true });
    const [first] = errors;
    if (first || !root) {
      const reason = first ? printParseErrorCode(first.error) : 'ValueExpected';
      throw new NoJson(`line ${this.#lineAt(first?.offset ?? 0)}: is no JSON (${reason}): correct it`);
    }
    this.#root = root;
    this.value = getNodeValue(root);
  }

  /** Whether the document has a value at a path. */
  has(path: readonly PropertyKey[]): boolean {
    return this.#find(path) !== undefined;
  }

  /** The line on which the value at a path begins, or the value that should have it. */
  lineOf(path: readonly PropertyKey[]): number {
    const node = this.#find(path);
    if (node) return this.#lineAt(node.offset);
    return path.length === 0 ? 1 : this.lineOf(path.slice(0, -1));
  }

  #find(path: readonly PropertyKey[]): Node | undefined {
    return findNodeAtLocation(
      this.#root,
      path.map((part) => (typeof part === 'number' ? part : String(part))),
    );
  }

  #lineAt(offset: number): number {
    return this.text.slice(0, offset).split('\n').length;
  }
}
