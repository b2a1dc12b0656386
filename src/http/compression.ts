/** Compresses answers with brotli or gzip. */

import compress from '@fastify/compress';
import type { FastifyInstance } from 'fastify';
import { constants } from 'node:zlib';

/** Smaller answers fit one packet as they are. */
const THRESHOLD_BYTES = 1_400;

/** The next levels take twice as long for a hundredth less. */
const BROTLI_QUALITY = 3;
const GZIP_LEVEL = 1;

/** Compresses answers for those who ask for it by Accept-Encoding; what clients send is never inflated. */
export async function compressAnswers(server: FastifyInstance): Promise<void> {
  await server.register(compress, {
    globalDecompression: false,
    threshold: THRESHOLD_BYTES,
    encodings: ['br', 'gzip'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } },
    zlibOptions: { level: GZIP_LEVEL },
  });
}
