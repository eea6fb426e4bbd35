import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { findAgentLocations } from '../../../src/cli/nginx/agent-locations.ts';
import { renderSite } from '../../../src/cli/nginx/site.ts';

const socket = '/run/sysinfo-agent/sysinfo-agent.sock';
const shipped = (name: string) => readFileSync(new URL(`../../../nginx/${name}`, import.meta.url), 'utf8');

/** As `nginx -T` prints it: each file after the one that first includes it. */
function dump(site: string): string {
  const names = readdirSync(new URL('../../../nginx', import.meta.url)).filter(
    (name) => name !== 'private-nginx.conf',
  );
  const files = [
    ['/etc/nginx/nginx.conf', 'user www-data;\nhttp {\n  include /etc/nginx/sites-enabled/*;\n}\n'],
    ['/etc/nginx/sites-enabled/sysinfo-agent', site],
    ...names.map((name) => [`/etc/nginx/snippets/${name}`, shipped(name)]),
  ];
  return files.map(([name, content]) => `# configuration file ${name}:\n${content}\n`).join('');
}

test('the site as it is shipped', () => {
  assert.deepEqual(findAgentLocations(dump(shipped('sysinfo-agent-site.conf')), socket), [
    { prefix: '/sysinfo', sendsPathInfo: false, url: 'http://127.0.0.1:8080/sysinfo' },
  ]);
});

test('the site that nginx-enable makes', () => {
  const request = { prefix: '/a/w.1', listen: ['127.0.0.1:8090', '80'] };
  const site = renderSite(request, shipped('sysinfo-agent-path-info.conf'));
  assert.deepEqual(findAgentLocations(dump(site), socket), [
    { prefix: '/a/w.1', sendsPathInfo: true, url: 'http://127.0.0.1:8090/a/w.1' },
  ]);
});

const inServer = (server: string) => `http { server { ${server} } }`;
const pass = `fastcgi_pass unix:${socket};`;

const cases: readonly (readonly [what: string, config: string, urls: readonly (string | undefined)[]])[] = [
  ['no listen', inServer(`location /x { ${pass} }`), ['http://127.0.0.1:80/x']],
  ['TLS, IPv6', inServer(`listen [::]:443 ssl; location /x/ { ${pass} }`), ['https://[::1]:443/x']],
  [
    'a host without a port',
    inServer(`listen 127.0.0.2; location /x/ { ${pass} }`),
    ['http://127.0.0.2:80/x'],
  ],
  ['only a unix socket', inServer(`listen unix:/run/x; location /x/ { ${pass} }`), [undefined]],
  ['^~', inServer(`location ^~ /x/y/ { ${pass} }`), ['http://127.0.0.1:80/x/y']],
  ['the root', inServer(`location / { ${pass} }`), ['http://127.0.0.1:80']],
  ['a comment', inServer(`# location /x/ { ${pass} }\n`), []],
  ['another socket', inServer('location /x/ { fastcgi_pass unix:/run/php.sock; }'), []],
  ['an upstream nobody has', inServer('location /x/ { fastcgi_pass other; }'), []],
  [
    'quotes and braces',
    inServer(`set $a "}\\"{"; if ($a ~ '{') { } location "/x" { ${pass} }`),
    ['http://127.0.0.1:80/x'],
  ],
  ['a file that includes itself', '# configuration file /a/n.conf:\ninclude n.conf;\n', []],
  ['no configuration', 'nginx: [emerg] }}}{{{', []],
];

for (const [what, config, urls] of cases) {
  test(`locations: ${what}`, () => {
    assert.deepEqual(
      findAgentLocations(config, socket).map(({ url }) => url),
      urls,
    );
  });
}
