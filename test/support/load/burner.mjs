// A service for tests: `node burner.mjs <name>` renames itself, says `ready`, and for each line `work <seconds>`
// on its standard input holds 200 MB more, writes and syncs 64 MB, and keeps one core busy for that long.
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isMainThread, Worker } from 'node:worker_threads';

const HELD_BYTES = 200 * 2 ** 20;
const WRITTEN_BYTES = 64 * 2 ** 20;
const BLOCK_BYTES = 2 ** 20;

function writeAndSync() {
  // Beside the test, not in /tmp: that may be memory, and memory is no disk.
  const directory = mkdtempSync(join(import.meta.dirname, '.burner-'));
  try {
    const descriptor = openSync(join(directory, 'written'), 'w');
    const block = Buffer.alloc(BLOCK_BYTES, 'x');
    for (let written = 0; written < WRITTEN_BYTES; written += BLOCK_BYTES) writeSync(descriptor, block);
    fsyncSync(descriptor);
    closeSync(descriptor);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

if (isMainThread) {
  process.title = process.argv[2];
  let held;
  createInterface({ input: process.stdin }).on('line', (line) => {
    const untilMs = performance.now() + Number(line.split(' ')[1]) * 1000;
    held = Buffer.alloc(HELD_BYTES, 1);
    // The disk is waited for in a thread of its own, so that the core stays busy meanwhile.
    new Worker(new URL(import.meta.url));
    while (performance.now() < untilMs) held[0]++;
    console.log('done');
  });
  console.log('ready');
} else {
  writeAndSync();
}
