/** Selects the headers of a request that a platform receives. */

import type { ForwardedHeaders, Headers } from '../service/request-origin.js';

const ATTRIBUTION = 'x-cap-api-attribution-';
/** To whom the caller attributes the call. */
export const ATTRIBUTION_HEADERS = ['entity-type', 'entity-code', 'till-code', 'lookup-type', 'lookup'].map(
  (name) => ATTRIBUTION + name,
);
const LANGUAGE = 'accept-language';
const TRACE_PARENT = 'traceparent';
const TRACE_STATE = 'tracestate';
const FORWARDED: ReadonlySet<string> = new Set([...ATTRIBUTION_HEADERS, LANGUAGE, TRACE_PARENT, TRACE_STATE]);

/** Printable ASCII, of a length that a list of languages has. */
const LANGUAGES = /^[\x20-\x7e]{1,256}$/;
/** The form of W3C Trace Context; later versions may have more members. */
const PARENT =
  /^(?:00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}|(?!00|ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-[\x21-\x7e]{0,100})?)$/;
/** W3C Trace Context has everyone pass on 512 characters; a longer state may be left out. */
const STATE = /^[\x20-\x7e]{1,512}$/;

/**
 * Selects the attribution, the language and the trace of a request. A header that must not be repeated is left out where
 * it is, and so is a malformed one.
 * @param rawHeaders names and values in turn, as Node's parser has them
 * @returns undefined where there is nothing to pass on
 */
export function readForwardedHeaders(rawHeaders: readonly string[]): ForwardedHeaders | undefined {
  const values = valuesOf(rawHeaders);
  if (values.size === 0) return undefined;
  const context: Record<string, string> = {};
  for (const name of ATTRIBUTION_HEADERS) {
    const value = onlyOne(values.get(name));
    if (value) context[name] = value;
  }
  const languages = values.get(LANGUAGE)?.join(', ') ?? '';
  if (LANGUAGES.test(languages)) context[LANGUAGE] = languages;
  const trace = traceIn(values);
  const isEmpty = Object.keys(context).length + Object.keys(trace).length === 0;
  return isEmpty ? undefined : { context, trace };
}

type Values = ReadonlyMap<string, readonly string[]>;

function valuesOf(rawHeaders: readonly string[]): Values {
  const values = new Map<string, string[]>();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toLowerCase() ?? '';
    if (!FORWARDED.has(name)) continue;
    const value = rawHeaders[i + 1]?.trim() ?? '';
    const known = values.get(name);
    if (known) known.push(value);
    else values.set(name, [value]);
  }
  return values;
}

/** A state is worth nothing without its parent. */
function traceIn(values: Values): Headers {
  const parent = onlyOne(values.get(TRACE_PARENT));
  if (!parent || !PARENT.test(parent)) return {};
  const state = values.get(TRACE_STATE)?.join(',') ?? '';
  return { [TRACE_PARENT]: parent, ...(STATE.test(state) && { [TRACE_STATE]: state }) };
}

function onlyOne(values: readonly string[] | undefined): string | undefined {
  return values?.length === 1 ? values[0] : undefined;
}
