import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { KernelFile, Scratch } from '../../src/proc/kernel-file.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const openDescriptors = () => readdirSync('/proc/self/fd').length;

for (const bytes of [0, 1, 3583, 3584, 4095, 4096, 4097, 8192, 100_000]) {
  test(`a file of ${bytes} bytes is read whole, over and over`, (t) => {
    const path = join(temporaryDirectory(t), 'file');
    const text = 'x'.repeat(bytes);
    writeFileSync(path, text);
    const file = new KernelFile(path);
    assert.equal(file.read().toString(), text);
    assert.equal(file.read().toString(), text);
    file.close();
  });
}

test('each reading is of the file as it is then: longer, shorter, empty', (t) => {
  const path = join(temporaryDirectory(t), 'file');
  const file = new KernelFile(path);
  t.after(() => file.close());
  for (const text of ['first', 'y'.repeat(9000), 'same length', 'SAME LENGTH', '', 'z']) {
    writeFileSync(path, text);
    assert.equal(file.read().toString(), text);
  }
});

const MANY_RECORDS = '/proc/kallsyms';
const withoutSymbols = existsSync(MANY_RECORDS) ? false : 'this kernel lists no symbols';

test('a file of many records, which the kernel hands out a page at a time', { skip: withoutSymbols }, () => {
  const path = MANY_RECORDS;
  const whole = readFileSync(path);
  const file = new KernelFile(path, new Scratch(64));
  const read = file.read();
  file.close();
  assert.ok(whole.length > 100 * 4096);
  assert.ok(read.equals(whole));
});

test('files that share a scratch: a file keeps its own text apart from what another read before', (t) => {
  const directory = temporaryDirectory(t);
  const scratch = new Scratch(16);
  const files = ['one', 'another', 'three'.repeat(2000), 'one'].map((text, index) => {
    writeFileSync(join(directory, String(index)), text);
    return { text, file: new KernelFile(join(directory, String(index)), scratch) };
  });
  for (let round = 0; round < 2; round++) {
    for (const { text, file } of files) assert.equal(file.read().toString(), text);
  }
  for (const { file } of files) file.close();
});

test('it is opened by the first read and closed once; after that it opens anew', (t) => {
  const path = join(temporaryDirectory(t), 'file');
  writeFileSync(path, 'x');
  const before = openDescriptors();
  const file = new KernelFile(path);
  assert.equal(openDescriptors(), before);
  file.read();
  file.read();
  assert.equal(openDescriptors(), before + 1);
  file.close();
  file.close();
  assert.equal(openDescriptors(), before);
  assert.equal(file.read().toString(), 'x');
  file.close();
});

test('an absent file is ENOENT, and is read once it is there', (t) => {
  const path = join(temporaryDirectory(t), 'file');
  const file = new KernelFile(path);
  t.after(() => file.close());
  assert.throws(() => file.read(), { code: 'ENOENT' });
  writeFileSync(path, 'there');
  assert.equal(file.read().toString(), 'there');
});

test('a directory and a pipe are errors of the system, not a wait', async (t) => {
  const directory = temporaryDirectory(t);
  const folder = new KernelFile(directory);
  assert.throws(() => folder.read(), { code: 'EISDIR' });
  folder.close();
  const path = join(directory, 'pipe');
  execFileSync('mkfifo', [path]);
  const writer = spawn('sh', ['-c', 'exec sleep 60 > "$0"', path], { stdio: 'ignore' });
  const ended = once(writer, 'exit');
  const pipe = new KernelFile(path);
  assert.throws(() => pipe.read(), { code: 'ESPIPE' });
  pipe.close();
  writer.kill();
  await ended;
});

test('what a descriptor says of a process that has ended is ESRCH', async () => {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  const file = new KernelFile(`/proc/${child.pid}/stat`);
  assert.match(file.read().toString(), /^\d+ \(/);
  const ended = once(child, 'exit');
  child.kill();
  await ended;
  assert.throws(() => file.read(), { code: 'ESRCH' });
  file.close();
});
