/** Messages of graphql-js without the caller's values. */

/** The longest message of which all is looked at: longer ones hold the caller's text. */
const MAX_LENGTH = 1_000;
/** How much of a message graphql-js needs for its own words and our names, at either end. */
const END_LENGTH = 300;

/** How graphql-js begins what it says of a value, and the words for it that hold only its own words and our names. */
const beginnings: readonly [RegExp, string][] = [
  [
    /^Field "([A-Za-z_]+)" of required type "([A-Za-z_![\]]+)" was not provided\.$/,
    'Field "$1" of required type "$2" was not provided.',
  ],
  [
    /^Field "([A-Za-z_]+)" is not defined by type "([A-Za-z_]+)"\./,
    'Field "$1" is not defined by type "$2".',
  ],
  [
    /^Expected (non-nullable )?type "([A-Za-z_![\]]+)" (not to be null|to be an object)\.$/,
    'Expected $1type "$2" $3.',
  ],
  [/^Enum "([A-Za-z_]+)" cannot represent ([a-z -]+)/, 'Enum "$1" cannot represent $2.'],
  [/^([A-Za-z_]+) cannot represent (non 32-bit signed integer value|[a-z -]+)/, '$1 cannot represent $2.'],
  [/^Argument "([A-Za-z_]+)" has invalid value /, 'Argument "$1" has an invalid value.'],
  [/^Expected value of type "([A-Za-z_![\]]+)"/, 'Expected a value of type "$1".'],
];

/** The same for messages that hold the caller's text behind their first word, by how they end. */
const endings: Readonly<Record<string, readonly [RegExp, string]>> = {
  Field: [/" is not defined by type "([A-Za-z_]+)"\.$/, 'A field is not defined by type "$1".'],
  Value: [/ does not exist in "([A-Za-z_]+)" enum\.$/, 'The value does not exist in "$1" enum.'],
};

const SUGGESTION = ' Did you mean ';
/** Names of our schema, which has no digits, paths into an input, types and punctuation. */
const SAFE_QUOTE = /^"(?:[$@]?[A-Za-z_]+(?:\.[A-Za-z_]+|\[\d{1,4}\])*|[A-Za-z_![\]]+|[^\w\s"]{1,3})"$/;
/** Quoted text up to its end or that of the message: it matches wherever it begins, so no text is read twice. */
const QUOTED = /"(?:[^"\\]|\\.)*(?:"|\\?$)/gs;

/**
 * Removes the caller's text from what graphql-js says of a document or its variables: a value, or a name made to
 * look like one, may be somebody's phone number. The place where it stood is enough to find it.
 */
export function safeMessage(message: string): string {
  // The parser recurses with the document, and may overflow the stack before it has counted too many tokens.
  if (message.includes('call stack')) return 'The document is nested too deeply';
  return inSafeWords(message) ?? withoutUnsafeQuotes(message);
}

function inSafeWords(message: string): string | undefined {
  const beginning = message.slice(0, END_LENGTH);
  const end = message.slice(0, suggestionAt(message)).slice(-END_LENGTH);
  const ending = endings[beginning.split(' ', 1)[0] ?? ''];
  return rewritten(beginning, beginnings) ?? rewritten(end, ending ? [ending] : []);
}

function suggestionAt(message: string): number {
  const at = message.lastIndexOf(SUGGESTION);
  return at < 0 ? message.length : at;
}

function rewritten(text: string, rules: readonly (readonly [RegExp, string])[]): string | undefined {
  for (const [pattern, words] of rules) {
    const found = pattern.exec(text);
    if (found) return words.replace(/\$(\d)/g, (_, group: string) => found[Number(group)] ?? '');
  }
  return undefined;
}

/** Keeps what is quoted where it is a name without digits, a path, a type or punctuation. */
function withoutUnsafeQuotes(message: string): string {
  const shortened = message.length > MAX_LENGTH ? `${message.slice(0, MAX_LENGTH)}…` : message;
  const kept = shortened.replace(QUOTED, (quoted) => (SAFE_QUOTE.test(quoted) ? quoted : '…'));
  return kept.replace(/\d{6,}[\s\S]*$/, '…');
}
