import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { encodeRequest } from '../../src/server/fastcgi-client.ts';
import { createFrameChecker, defaultFrameLimits, type FrameLimits } from '../../src/server/fastcgi-frames.ts';
import {
  encodeBeginRequest,
  encodePairs,
  encodeRecord,
  FrameError,
  recordTypes,
} from '../../src/server/fastcgi-records.ts';

/** A checker and, in words, what came through it. */
function createChecker(limits: Partial<FrameLimits> = {}) {
  const passed: string[] = [];
  const checker = createFrameChecker(
    { ...defaultFrameLimits, ...limits },
    {
      begin: (id, role, flags) => passed.push(`begin ${id} role ${role} flags ${flags}`),
      params: (id, pairs) => passed.push(`params ${id} ${pairs.map((pair) => pair.join('=')).join(' ')}`),
      abort: (id) => passed.push(`abort ${id}`),
      values: (names) => passed.push(`values ${names.join(' ')}`),
      unknown: (type) => passed.push(`unknown ${type}`),
    },
  );
  return { checker, passed };
}

const begin = encodeBeginRequest(1, 1, 0);
const someParams = encodePairs([['REQUEST_METHOD', 'GET']]);
const params = encodeRecord(recordTypes.params, 1, someParams);
const paramsEnd = encodeRecord(recordTypes.params, 1);
const abort = encodeRecord(recordTypes.abortRequest, 1);
const body = encodeRecord(recordTypes.stdin, 1, Buffer.alloc(100));

describe('the frame checker', () => {
  test('lets a request through when its parameters are complete, and its body not at all', () => {
    const { checker, passed } = createChecker();
    checker.push(Buffer.concat([begin, params]), 0);
    assert.deepEqual(passed, []);
    checker.push(Buffer.concat([paramsEnd, body, encodeRecord(recordTypes.stdin, 1)]), 0);
    assert.deepEqual(passed, ['begin 1 role 1 flags 0', 'params 1 REQUEST_METHOD=GET']);
  });

  test('puts pairs together that straddle records of one byte each', () => {
    const { checker, passed } = createChecker();
    checker.push(begin, 0);
    for (const byte of someParams) checker.push(encodeRecord(recordTypes.params, 1, Buffer.from([byte])), 0);
    checker.push(paramsEnd, 0);
    assert.equal(passed[1], 'params 1 REQUEST_METHOD=GET');
  });

  test('an id is free again when its request has ended', () => {
    const { checker, passed } = createChecker();
    checker.push(encodeRequest(1, []), 0);
    assert.equal(checker.isIdle, false);
    checker.ended(1);
    assert.equal(checker.isIdle, true);
    checker.push(encodeRequest(1, [], { keepAlive: true }), 0);
    assert.equal(passed[2], 'begin 1 role 1 flags 1');
  });

  test('an abortion reaches a request that is being answered, or half begun, and no other', () => {
    const { checker, passed } = createChecker();
    checker.push(Buffer.concat([abort, begin, abort]), 0);
    assert.deepEqual(passed, ['begin 1 role 1 flags 0', 'abort 1']);
    checker.ended(1);
    checker.push(abort, 0);
    assert.equal(passed.length, 2);
  });

  test('another role is passed on to be refused, and what follows it ignored', () => {
    const { checker, passed } = createChecker();
    checker.push(Buffer.concat([encodeBeginRequest(1, 2, 1), params, paramsEnd]), 0);
    assert.deepEqual(passed, ['begin 1 role 2 flags 1']);
    assert.equal(checker.isIdle, true);
  });

  test('questions about the connection are passed on', () => {
    const { checker, passed } = createChecker();
    checker.push(encodeRecord(recordTypes.getValues, 0, encodePairs([['FCGI_MAX_REQS', '']])), 0);
    checker.push(encodeRecord(99, 0), 0);
    assert.deepEqual(passed, ['values FCGI_MAX_REQS', 'unknown 99']);
  });

  test('says since when something half waits', () => {
    const { checker } = createChecker();
    assert.equal(checker.waitingSinceMs, undefined);
    checker.push(begin.subarray(0, 4), 10);
    assert.equal(checker.waitingSinceMs, 10);
    checker.push(begin.subarray(4), 20);
    assert.equal(checker.waitingSinceMs, 20, 'the record is whole, the request half');
    checker.push(params.subarray(0, 9), 30);
    assert.equal(checker.waitingSinceMs, 20, 'the request waits longest');
    checker.push(params.subarray(9), 40);
    assert.equal(checker.waitingSinceMs, 20, 'a record more is not the rest');
    checker.push(paramsEnd, 50);
    assert.equal(checker.waitingSinceMs, undefined);
    checker.push(body.subarray(0, 20), 60);
    checker.push(body.subarray(20, 30), 70);
    assert.equal(checker.waitingSinceMs, 60);
    checker.push(Buffer.concat([body.subarray(30), body.subarray(0, 20)]), 80);
    assert.equal(checker.waitingSinceMs, 80, 'another record waits since its own beginning');
  });

  const breaches: Readonly<Record<string, readonly [Partial<FrameLimits>, ...Buffer[]]>> = {
    'an unknown type inside a request': [{}, encodeRecord(0x63, 1)],
    'type 0 inside a request': [{}, encodeRecord(0, 1)],
    'a record that only workers send': [{}, encodeRecord(recordTypes.stdout, 1, Buffer.from('x'))],
    'an end-request from the peer': [{}, begin, encodeRecord(recordTypes.endRequest, 1, Buffer.alloc(8))],
    'a begin-request that is too short': [{}, encodeRecord(recordTypes.beginRequest, 1, Buffer.alloc(7))],
    'a begin-request that is too long': [{}, encodeRecord(recordTypes.beginRequest, 1, Buffer.alloc(9))],
    'a begin-request without an id': [{}, encodeBeginRequest(0, 1, 0)],
    'an id begun twice': [{}, begin, begin],
    'an id in use by a request being answered': [{}, encodeRequest(1, []), begin],
    'parameters after their end': [{}, begin, paramsEnd, paramsEnd],
    'an abort-request with content': [{}, begin, encodeRecord(recordTypes.abortRequest, 1, Buffer.alloc(1))],
    'parameters whose lengths lie': [
      {},
      begin,
      encodeRecord(recordTypes.params, 1, Buffer.from([9, 9, 1])),
      paramsEnd,
    ],
    'get-values inside a request': [{}, encodeRecord(recordTypes.getValues, 1)],
    'get-values whose lengths lie': [{}, encodeRecord(recordTypes.getValues, 0, Buffer.from([9]))],
    'too many requests at once': [{ maxRequests: 1 }, begin, encodeBeginRequest(2, 1, 0)],
    'too many bytes of parameters': [{ maxParamBytes: 18 }, begin, params],
    'too many parameters': [{ maxParams: 0 }, begin, params, paramsEnd],
    'too large a body': [{ maxIgnoredBytes: 107 }, begin, paramsEnd, body],
    'endless records of no request': [{ maxIgnoredBytes: 20 }, params],
  };
  for (const [name, [limits, ...records]] of Object.entries(breaches)) {
    test(`refuses ${name}`, () => {
      const { checker } = createChecker(limits);
      const last = records.pop() as Buffer;
      for (const record of records) checker.push(record, 0);
      assert.throws(() => checker.push(last, 0), FrameError);
    });
  }

  test('the bytes of one request do not count against the next', () => {
    const { checker } = createChecker({ maxParamBytes: 19, maxIgnoredBytes: 130 });
    for (let id = 1; id <= 10; id += 1) {
      checker.push(encodeRequest(id, [['REQUEST_METHOD', 'GET']], { body: Buffer.alloc(100) }), 0);
    }
    assert.equal(checker.isIdle, false);
  });

  test('any bytes pass or are a FrameError', () => {
    const record = fc
      .tuple(
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 0, max: 2 }),
        fc.uint8Array({ maxLength: 20 }),
      )
      .map(([type, id, content]) => encodeRecord(type, id, content));
    const chunk = fc.oneof(
      record,
      fc.constantFrom(begin, params, paramsEnd, abort),
      fc.uint8Array().map(Buffer.from),
    );
    fc.assert(
      fc.property(fc.array(chunk), (chunks) => {
        const { checker, passed } = createChecker();
        try {
          for (const bytes of chunks) checker.push(bytes, 0);
        } catch (error) {
          assert.ok(error instanceof FrameError);
        }
        const begun = passed.filter((line) => line.includes('role 1 ')).length;
        const followed = passed.filter((line) => /^(params|abort)/.test(line)).length;
        assert.ok(begun <= followed, 'no request is begun without what follows it');
      }),
    );
  });
});
