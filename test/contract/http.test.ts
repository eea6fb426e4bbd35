import { startAgent } from '../support/agent-process.ts';
import { httpTarget } from './over-a-socket.ts';
import { contractSuite } from './suite.ts';

contractSuite('over plain HTTP', async () => {
  const agent = await startAgent(['--http', '127.0.0.1:0']);
  const endpoints = agent.ready.endpoints as string[];
  const port = Number(/^http:\/\/127\.0\.0\.1:(\d+)\/$/m.exec(endpoints.join('\n'))?.[1]);
  return httpTarget(port, '', async () => {
    await agent.stop();
  });
});
