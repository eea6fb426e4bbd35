import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { AgentError } from '../../src/errors.ts';
import { parseQuery } from '../../src/server/query.ts';

describe('parseQuery', () => {
  const values: readonly (readonly [query: string, value: string | undefined])[] = [
    ['', undefined],
    ['b=1', undefined],
    ['a', ''],
    ['a=', ''],
    ['a=1', '1'],
    ['b=2&a=1&c', '1'],
    ['a=1=2', '1=2'],
    ['a=x+y', 'x y'],
    ['a=x%2By', 'x+y'],
    ['a=%C3%BC', 'ü'],
    ['%61=1', '1'],
    ['&&a=1&', '1'],
    ['a=1;b=2', '1;b=2'],
    ['%=x&a=1', '1'],
  ];
  for (const [query, value] of values) {
    test(`finds ${JSON.stringify(value)} in ${JSON.stringify(query)}`, () => {
      assert.equal(parseQuery(query).get('a'), value);
    });
  }

  test('finds no parameter that is only a property of every object', () => {
    assert.equal(parseQuery('a=1').get('constructor'), undefined);
    assert.equal(parseQuery('__proto__=1').get('__proto__'), '1');
  });

  for (const query of ['a=1&a=1', 'a&a=', 'a=1&%61=2']) {
    test(`refuses ${query} as a duplicate`, () => {
      assert.throws(() => parseQuery(query).get('a'), { code: 'duplicate_parameter', parameter: 'a' });
      assert.equal(parseQuery(query).get('b'), undefined);
    });
  }

  for (const query of ['a=%', 'a=%f', 'a=%zz', 'a=%ff', 'a=%C3']) {
    test(`refuses ${query} as malformed`, () => {
      assert.throws(() => parseQuery(query).get('a'), { code: 'invalid_parameter', parameter: 'a' });
      assert.equal(parseQuery(query).get('b'), undefined);
    });
  }

  test('reads what URLSearchParams writes', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'binary', minLength: 1 }), fc.string({ unit: 'binary' })),
        (fields) => {
          const query = parseQuery(new URLSearchParams(fields).toString());
          for (const [name, value] of Object.entries(fields)) assert.equal(query.get(name), value);
        },
      ),
    );
  });

  test('any text is a query or an AgentError', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 10_000 }), (text) => {
        try {
          assert.match(typeof parseQuery(text).get('a'), /^(string|undefined)$/);
        } catch (error) {
          assert.ok(error instanceof AgentError);
        }
      }),
    );
  });
});
