/** Sets how the process uses Node: NODE_ENV and the growth of the heap. */

import { setFlagsFromString } from 'node:v8';

/**
 * Sets NODE_ENV and V8's heap. It must be imported before all else, because libraries read NODE_ENV when they load.
 */

// graphql-js and others check their own use unless NODE_ENV is production.
process.env.NODE_ENV ??= 'production';

// Some 45 MB are alive, but V8 would let the heap grow to four times as much before it collects garbage.
setFlagsFromString('--heap-growing-percent=50');
