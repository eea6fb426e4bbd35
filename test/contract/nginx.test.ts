import { startAgent } from '../support/agent-process.ts';
import { startNginx } from '../support/nginx.ts';
import { httpTarget } from './over-a-socket.ts';
import { contractSuite } from './suite.ts';

/** Both styles of location reach the same agent, under prefixes of different depth. */
const ways = [
  { style: 'request-uri', prefix: '/a/b/c' },
  { style: 'path-info', prefix: '/sysinfo' },
] as const;

for (const { style, prefix } of ways) {
  contractSuite(`through nginx and FastCGI, ${style} style under ${prefix}`, async () => {
    const agent = await startAgent(['--prefix', '/a/b/c']);
    const nginx = await startNginx({ socket: agent.socket, style, prefix });
    return httpTarget(nginx.port, prefix, async () => {
      await nginx.stop();
      await agent.stop();
    });
  });
}
