import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fail, freshHash, succeed, type Target } from './target.ts';

const START = '/performance/start_collecting';
const STOP = '/performance/stop_collecting';

/** Every row of the contract's failure table. */
export function failureRules(target: () => Target): void {
  test('a missing parameter is named', async () => {
    const full = { hash: freshHash(), duration: '1', interval: '1' };
    for (const missing of Object.keys(full)) {
      for (const left of [undefined, '']) {
        const query = new URLSearchParams(Object.entries({ ...full, [missing]: left ?? '' }));
        if (left === undefined) query.delete(missing);
        await fail(target(), `${START}?${query}`, 400, 'missing_parameter', missing);
      }
    }
    await fail(target(), STOP, 400, 'missing_parameter', 'hash');
  });

  test('an invalid parameter is named', async () => {
    const wrong: Record<string, string[]> = {
      hash: ['a b', 'a/b', 'ä', 'a%00b', 'x'.repeat(129), '<script>'],
      duration: ['0', '-1', 'abc', '1e3', 'NaN', 'Infinity', '604801', '0x10', '1,5', ' 1', '1'.repeat(400)],
      interval: ['0', '0.05', '-1', 'abc', '1e3', '5s', 'Infinity'],
      server: [
        'pid:',
        'pid:abc',
        'pid:-1',
        'pidfile:relative',
        'cgroup:relative',
        'unit:',
        'x'.repeat(5000),
        'a\0b',
      ],
      children: ['yes', '2'],
    };
    for (const [name, values] of Object.entries(wrong)) {
      for (const value of values) {
        const parameters = { hash: freshHash(), duration: '1', interval: '1', server: 'x', [name]: value };
        const query = new URLSearchParams(parameters);
        await fail(target(), `${START}?${query}`, 400, 'invalid_parameter', name);
      }
    }
    const hash = freshHash();
    await succeed(target(), `${START}?hash=${hash}&duration=60&interval=1`);
    for (const name of ['units', 'shape', 'detail']) {
      await fail(target(), `${STOP}?hash=${hash}&${name}=nonsense`, 400, 'invalid_parameter', name);
    }
  });

  test('broken percent-encoding is invalid, not an accident', async () => {
    for (const broken of ['%', '%zz', '%ff', '%c3%28']) {
      await fail(target(), `${STOP}?hash=${broken}`, 400, 'invalid_parameter', 'hash');
    }
  });

  test('a parameter given twice is refused', async () => {
    const hash = freshHash();
    const path = `${START}?hash=${hash}&duration=1&duration=1&interval=1`;
    await fail(target(), path, 400, 'duplicate_parameter', 'duration');
    await fail(target(), `${STOP}?hash=${hash}&hash=${hash}`, 400, 'duplicate_parameter', 'hash');
  });

  test('unknown parameters are ignored', async () => {
    const path = `${START}?hash=${freshHash()}&duration=60&interval=1&colour=blue&colour=red&_=1`;
    await succeed(target(), path);
  });

  test('the longest hash with every character is accepted', async () => {
    const hash = `AZaz09._~-${'x'.repeat(118)}`;
    await succeed(target(), `${START}?hash=${hash}&duration=60&interval=.5`);
    assert.equal((await succeed(target(), `${STOP}?hash=${hash}`)).hash, hash);
  });

  test('an unknown hash and an unknown path are 404', async () => {
    await fail(target(), `${STOP}?hash=${freshHash()}`, 404, 'unknown_hash', 'hash');
    await fail(target(), `/performance/recording?hash=${freshHash()}`, 404, 'unknown_hash', 'hash');
    for (const path of [
      '/nothing',
      '/performance',
      '/performance/start_collecting/',
      '/performance/%2e%2e/x',
    ]) {
      await fail(target(), path, 404, 'unknown_path');
    }
  });

  test('other methods than GET and HEAD are refused', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const answer = await target().ask('/performance/real_time', { method });
      assert.equal(answer.status, 405, method);
      assert.equal(answer.headers.allow, 'GET, HEAD');
      assert.equal(JSON.parse(answer.text).error.code, 'method_not_allowed');
    }
  });

  test('another site may not start or stop recordings', async () => {
    const hash = freshHash();
    const path = `${START}?hash=${hash}&duration=60&interval=1`;
    const from = (site: string) => ({ headers: { 'Sec-Fetch-Site': site } });
    await fail(target(), path, 403, 'cross_site', undefined, from('cross-site'));
    await fail(target(), `${STOP}?hash=${hash}`, 403, 'cross_site', undefined, from('cross-site'));
    assert.equal((await target().ask(path, from('same-origin'))).status, 200);
    assert.equal((await target().ask('/performance/real_time', from('cross-site'))).status, 200);
  });
}
