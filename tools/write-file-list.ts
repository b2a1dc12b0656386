import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileList } from './file-list.js';

const root = process.cwd();
writeFileSync(join(root, 'docs', 'files.md'), fileList(join(root, 'src')));
