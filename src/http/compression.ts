/** Compresses answers with brotli or gzip. */

import compress from '@fastify/compress';
import type { FastifyInstance } from 'fastify';
import { constants } from 'node:zlib';

/** Smaller answers fit one packet uncompressed. */
const THRESHOLD_BYTES = 1_400;

/** The next levels take twice as long and save 1 % more. */
const BROTLI_QUALITY = 3;
const GZIP_LEVEL = 1;

/** Compresses answers by Accept-Encoding; it never inflates requests. */
export async function compressAnswers(server: FastifyInstance): Promise<void> {
  await server.register(compress, {
    globalDecompression: false,
    threshold: THRESHOLD_BYTES,
    encodings: ['br', 'gzip'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } },
    zlibOptions: { level: GZIP_LEVEL },
  });
}
