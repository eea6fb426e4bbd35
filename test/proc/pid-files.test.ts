import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { parseOpenFilesLimit, readOpenFilesLimit } from '../../src/proc/limits.ts';
import { createPidIoPlaces, parsePidIo } from '../../src/proc/pid-io.ts';
import { parsePidStatm } from '../../src/proc/pid-statm.ts';
import { createPidStatusPlaces, parsePidStatus } from '../../src/proc/pid-status.ts';
import { testMalformed } from '../support/malformed.ts';

suite('/proc/<pid>/statm', () => {
  test('the resident pages are the second number', () => {
    assert.equal(parsePidStatm('/proc/7/statm', Buffer.from('2048 256 64 10 0 90 0\n')), 256);
    assert.equal(parsePidStatm('/proc/7/statm', Buffer.from('0 0 0 0 0 0 0\n')), 0);
    assert.ok(parsePidStatm('/proc/self/statm', readFileSync('/proc/self/statm')) > 1000);
  });

  testMalformed(parsePidStatm, {
    'an empty file': '',
    'one number': '2048\n',
    words: 'all of it\n',
  });
});

const IO =
  'rchar: 9\nwchar: 8\nsyscr: 90\nsyscw: 80\nread_bytes: 4096\nwrite_bytes: 12288\ncancelled_write_bytes: 5\n';

suite('/proc/<pid>/io', () => {
  test('operations and bytes of storage, without what was cancelled', () => {
    assert.deepEqual(parsePidIo('/proc/7/io', Buffer.from(IO)), {
      readCount: 90,
      writeCount: 80,
      readBytes: 4096,
      writeBytes: 12_288,
    });
  });

  test('numbers that change their length, and lines that change places, between two readings', () => {
    const places = createPidIoPlaces();
    const texts = [
      IO,
      IO.replace('90', '1234'),
      IO,
      IO.split('\n').reverse().join('\n').trimStart(),
      IO,
      `longer: 1\n${IO}`,
      IO.replace('12288', '1'),
    ];
    for (const text of texts) {
      const bytes = Buffer.from(text);
      assert.deepEqual(parsePidIo('/proc/7/io', bytes, places), parsePidIo('/proc/7/io', bytes), text);
    }
  });

  testMalformed(parsePidIo, {
    'an empty file': '',
    'no read_bytes, as without CONFIG_TASK_IO_ACCOUNTING': 'rchar: 9\nwchar: 8\nsyscr: 90\nsyscw: 80\n',
    'no write_bytes': IO.slice(0, IO.indexOf('write_bytes')),
    'names that only end alike': 'xsyscr: 1\nxsyscw: 1\nxread_bytes: 1\ncancelled_write_bytes: 1\n',
    'a word for a number': IO.replace('4096', 'some'),
    'a line that was cut': IO.slice(0, IO.indexOf('12288')),
  });
});

suite('/proc/<pid>/status', () => {
  const parse = (text: string) => parsePidStatus('/proc/7/status', Buffer.from(text));

  test('both kinds of context switches', () => {
    const text = 'Name:\tx\nvoluntary_ctxt_switches:\t11\nnonvoluntary_ctxt_switches:\t4\n';
    assert.equal(parse(text).contextSwitches, 15);
    assert.ok(parse(readFileSync('/proc/self/status', 'latin1')).contextSwitches > 0);
  });

  test('whether it ignores its children', () => {
    const switches = 'voluntary_ctxt_switches:\t11\nnonvoluntary_ctxt_switches:\t4\n';
    const ignores = (mask: string) => parse(`Name:\tx\nSigIgn:\t${mask}\n${switches}`).ignoresChildren;
    assert.equal(ignores('0000000000010000'), true);
    assert.equal(ignores('ffffffffffffffff'), true);
    assert.equal(ignores('fffffffffffeffff'), false);
    assert.equal(ignores('0000000000001000'), false);
    assert.equal(parse(`Name:\tx\n${switches}`).ignoresChildren, false);
  });

  test('lines that move, change and go between two readings', () => {
    const places = createPidStatusPlaces();
    const switches = 'voluntary_ctxt_switches:\t11\nnonvoluntary_ctxt_switches:\t4\n';
    const texts = [
      `Name:\tx\nSigIgn:\t0000000000010000\n${switches}`,
      `Name:\tlonger\nSigIgn:\t0000000000010000\n${switches.replace('11', '12345')}`,
      `Name:\tlonger\nSigIgn:\t0000000000000000\n${switches}x86_Thread_features:\n`,
      `Name:\tx\n${switches}`,
    ];
    for (const text of texts) {
      assert.deepEqual(parsePidStatus('/proc/7/status', Buffer.from(text), places), parse(text), text);
    }
  });

  testMalformed(parsePidStatus, {
    'an empty file': '',
    'voluntary only': 'Name:\tx\nvoluntary_ctxt_switches:\t11\n',
    'involuntary only': 'Name:\tx\nnonvoluntary_ctxt_switches:\t11\n',
    'a word for a number': 'Name:\tx\nvoluntary_ctxt_switches:\tmany\nnonvoluntary_ctxt_switches:\t4\n',
  });
});

suite('/proc/<pid>/limits', () => {
  const limits = (soft: string) =>
    `Limit                     Soft Limit           Hard Limit           Units\nMax open files            ${soft}                 20000                files\n`;

  test('the soft limit of open files; none when unlimited or not told', () => {
    assert.equal(parseOpenFilesLimit(limits('1024')), 1024);
    assert.equal(parseOpenFilesLimit(limits('unlimited')), undefined);
    assert.equal(parseOpenFilesLimit(''), undefined);
  });

  test("this process's own leaves room for something", () => {
    assert.ok(readOpenFilesLimit() >= 64);
  });
});
