/** A name of our schema, which has no digits; a path into an input; a type. */
const NAME = '[A-Za-z_]+';
const PATH = `${NAME}(?:\\.${NAME}|\\[\\d{1,4}\\])*`;
const TYPE = '[A-Za-z_![\\]]+';

/** How graphql-js ends what it says of a value that does not fit: of that, what are surely its own words and our names. */
const endings: readonly [RegExp, string][] = [
  [
    new RegExp(`Field "(${NAME})" of required type "(${TYPE})" was not provided\\.$`),
    'Field "$1" of required type "$2" was not provided.',
  ],
  [
    new RegExp(`Field "(${NAME})" is not defined by type "(${NAME})"\\.[^.]*$`),
    'Field "$1" is not defined by type "$2".',
  ],
  [new RegExp(`" is not defined by type "(${NAME})"\\.[^.]*$`), 'A field is not defined by type "$1".'],
  [
    new RegExp(`Expected (non-nullable )?type "(${TYPE})" (not to be null|to be an object)\\.$`),
    'Expected $1type "$2" $3.',
  ],
  [new RegExp(`does not exist in "(${NAME})" enum\\.[^.]*$`), 'The value does not exist in "$1" enum.'],
  [new RegExp(`Enum "(${NAME})" cannot represent ([a-z -]+)`), 'Enum "$1" cannot represent $2.'],
  [
    new RegExp(`(${NAME}) cannot represent (non 32-bit signed integer value|[a-z -]+)`),
    '$1 cannot represent $2.',
  ],
  [new RegExp(`Expected value of type "(${TYPE})"`), 'Expected a value of type "$1".'],
];

/**
 * What graphql-js says of a document or its variables, without what the caller wrote there: a value, or a name
 * made to look like one, may be somebody's phone number. Where it stood is enough to find it.
 */
export function safeMessage(message: string): string {
  // The parser goes down with the document, and may find no ground before it has counted too many tokens.
  if (message.includes('call stack')) return 'The document goes too deep';
  const variable = new RegExp(`^Variable "\\$(${NAME})" got invalid value `).exec(message);
  const ending = describeEnding(message);
  if (variable)
    return `Variable "$${variable[1] ?? ''}" has an invalid value${place(message)}${ending ? `; ${ending}` : '.'}`;
  return ending ?? withoutUnsafeQuotes(message);
}

function describeEnding(message: string): string | undefined {
  for (const [pattern, words] of endings) {
    const found = pattern.exec(message);
    if (found) return words.replace(/\$(\d)/g, (_, group: string) => found[Number(group)] ?? '');
  }
  return undefined;
}

function place(message: string): string {
  const path = new RegExp(`.* at "(${PATH})"; `, 's').exec(message)?.[1];
  return path === undefined ? '' : ` at "${path}"`;
}

/** Keeps what is quoted where it is a name without digits, a type or punctuation. */
function withoutUnsafeQuotes(message: string): string {
  const safe = new RegExp(`^"(?:[$@]?${NAME}(?:\\.${NAME})*|${TYPE}|[^\\w\\s"]{1,3})"$`);
  const kept = message.replace(/"(?:[^"\\]|\\.)*"/g, (quoted) => (safe.test(quoted) ? quoted : '…'));
  return kept.replace(/\d{6,}[\s\S]*$/, '…');
}
