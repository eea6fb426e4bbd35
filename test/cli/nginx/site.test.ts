import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSiteRequest, isPackagedSite } from '../../../src/cli/nginx/site.ts';
import { UsageError } from '../../../src/cli/usage-error.ts';

test('the packaged site is the one that nobody asked to change', () => {
  assert.equal(isPackagedSite(checkSiteRequest('/sysinfo/', ['8080'])), true);
  assert.equal(isPackagedSite(checkSiteRequest('/sysinfo', ['8081'])), false);
  assert.equal(isPackagedSite(checkSiteRequest('/other', ['8080'])), false);
});

for (const prefix of ['', '/', 'x', '/a b', '/a;b', '/a{', '/$host', '/..', "/a'b"]) {
  test(`prefix ${JSON.stringify(prefix)} is refused`, () => {
    assert.throws(() => checkSiteRequest(prefix, ['80']), UsageError);
  });
}

for (const listen of ['', 'x', '80; }', '1.2.3.4', '[::1]', '99999999']) {
  test(`listen ${JSON.stringify(listen)} is refused`, () => {
    assert.throws(() => checkSiteRequest('/x', [listen]), UsageError);
  });
}

test('ports, addresses and names are taken', () => {
  const listen = ['80', '127.0.0.1:8080', '[::1]:80', 'localhost:80'];
  assert.deepEqual(checkSiteRequest('/x', listen), { prefix: '/x', listen });
});
