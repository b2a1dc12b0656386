#!/bin/sh
# Builds the product and the benchmarks, and installs what only the benchmarks need unless it is there already.
set -eu
cd "$(dirname "$0")/.."
npm run --silent build
[ bench/node_modules/.package-lock.json -nt bench/package-lock.json ] || npm ci --prefix bench
npx tsc -p bench/tsconfig.build.json
