import { defineConfig } from 'vite';

/** The page at /graphiql: all its files from here, so that it asks no other host for anything. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/graphiql/',
  worker: { format: 'es' },
  logLevel: 'warn',
  build: {
    outDir: '../dist/graphiql',
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    // An editor is as large as it is.
    chunkSizeWarningLimit: 4_000,
    rolldownOptions: {
      // "use client" means something to a renderer on a server only.
      onLog(level, log, write) {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') write(level, log);
      },
    },
  },
});
