import { inject } from 'light-my-request';
import { openAgentInProcess } from '../support/agent-in-process.ts';
import { contractSuite } from './suite.ts';

contractSuite('in process', async () => {
  const agent = await openAgentInProcess();
  return {
    async ask(path, { method = 'GET', headers = {} } = {}) {
      const answer = await inject((request, response) => agent.dispatch(request, response), {
        method: method as 'GET',
        url: path,
        headers,
      });
      return {
        status: answer.statusCode,
        headers: answer.headers as Record<string, string>,
        // Node's own response drops the body of an answer to HEAD; the injector's does not.
        text: method === 'HEAD' ? '' : answer.body,
      };
    },
    close: () => agent.close(),
  };
});
