/** Sets how the process uses Node: NODE_ENV and the growth of the heap. */

import { setFlagsFromString } from 'node:v8';

/**
 * How the process uses its engine. To be imported before anything else: libraries ask for the first as they are
 * loaded.
 */

// graphql-js and others check their own use unless they are told that it was tested.
process.env.NODE_ENV ??= 'production';

// Some 45 MB are alive, but V8 lets four times as much lie before it looks for garbage, unless it is told otherwise.
setFlagsFromString('--heap-growing-percent=50');
