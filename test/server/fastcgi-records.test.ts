import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  createRecordReader,
  decodePairs,
  encodePairs,
  encodeRecord,
  encodeStream,
  FrameError,
  MAX_CONTENT_BYTES,
  recordTypes,
} from '../../src/server/fastcgi-records.ts';

interface Read {
  readonly type: number;
  readonly id: number;
  readonly content: string;
}

function readAll(chunks: Iterable<Buffer>): Read[] {
  const records: Read[] = [];
  const reader = createRecordReader((type, id, content) =>
    records.push({ type, id, content: content.toString('latin1') }),
  );
  for (const chunk of chunks) reader.push(chunk);
  assert.equal(reader.isMidRecord, false);
  return records;
}

/** A record with padding, which our own encoder never writes. */
function padded(record: Buffer, paddingBytes: number): Buffer {
  const bytes = Buffer.concat([record, Buffer.alloc(paddingBytes, 0xee)]);
  bytes[6] = paddingBytes;
  return bytes;
}

describe('the record reader', () => {
  test('finds the same records however the bytes are cut', () => {
    const records = fc.array(
      fc.record({
        type: fc.integer({ min: 0, max: 255 }),
        id: fc.integer({ min: 0, max: 0xffff }),
        content: fc.uint8Array({ maxLength: 40 }),
        padding: fc.integer({ min: 0, max: 255 }),
      }),
      { maxLength: 6 },
    );
    const cuts = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 });
    fc.assert(
      fc.property(records, cuts, (wanted, sizes) => {
        const bytes = Buffer.concat(
          wanted.map(({ type, id, content, padding }) => padded(encodeRecord(type, id, content), padding)),
        );
        const chunks: Buffer[] = [];
        for (let start = 0, k = 0; start < bytes.length; k += 1) {
          const size = sizes[k % sizes.length] as number;
          chunks.push(bytes.subarray(start, start + size));
          start += size;
        }
        const found = readAll(chunks);
        assert.deepEqual(
          found,
          wanted.map(({ type, id, content }) => ({
            type,
            id,
            content: Buffer.from(content).toString('latin1'),
          })),
        );
      }),
    );
  });

  test('knows when it is in the middle of a record', () => {
    const reader = createRecordReader(() => {});
    const record = encodeRecord(recordTypes.params, 1, Buffer.from('abc'));
    reader.push(record.subarray(0, 3));
    assert.equal(reader.isMidRecord, true);
    reader.push(record.subarray(3, 10));
    assert.equal(reader.isMidRecord, true);
    reader.push(record.subarray(10));
    assert.equal(reader.isMidRecord, false);
  });

  test('refuses another version, whole or in pieces', () => {
    const record = encodeRecord(recordTypes.params, 1);
    record[0] = 2;
    assert.throws(() => createRecordReader(() => {}).push(record), FrameError);
    const reader = createRecordReader(() => {});
    reader.push(record.subarray(0, 5));
    assert.throws(() => reader.push(record.subarray(5)), FrameError);
  });

  test('a stream longer than a record becomes several, ended by an empty one', () => {
    const bytes = Buffer.alloc(MAX_CONTENT_BYTES + 1, 'x');
    const sizes = readAll([encodeStream(recordTypes.stdin, 7, bytes)]).map(({ content }) => content.length);
    assert.deepEqual(sizes, [MAX_CONTENT_BYTES, 1, 0]);
  });
});

describe('name-value pairs', () => {
  test('come back as they were, on both sides of the length of 127', () => {
    const word = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ minLength: 120, maxLength: 140 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word)), (pairs) => {
        const wellFormed = pairs.map(([name, value]) => [name, value] as const);
        assert.deepEqual(decodePairs(encodePairs(wellFormed), 1000), wellFormed);
      }),
    );
  });

  test('any bytes are either pairs or a FrameError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          for (const pair of decodePairs(Buffer.from(bytes), 50)) assert.equal(pair.length, 2);
        } catch (error) {
          assert.ok(error instanceof FrameError);
        }
      }),
    );
  });

  const lies: Readonly<Record<string, readonly number[]>> = {
    'a name longer than the rest': [5, 0, 65],
    'a value longer than the rest': [1, 5, 65, 66],
    'a name of two gigabytes': [0xff, 0xff, 0xff, 0xff, 1, 65],
    'a long length cut off': [0x80, 0, 0],
    'no length for the value': [1],
  };
  for (const [name, bytes] of Object.entries(lies)) {
    test(`${name} is refused`, () => {
      assert.throws(() => decodePairs(Buffer.from(bytes), 1000), FrameError);
    });
  }

  test('more pairs than allowed are refused', () => {
    assert.throws(
      () =>
        decodePairs(
          encodePairs([
            ['a', '1'],
            ['b', '2'],
          ]),
          1,
        ),
      FrameError,
    );
  });
});
