/** Address of the agent as its clients write it: the page's own, without a slash at its end. */
export function agentPrefix(): string {
  return (location.origin + location.pathname).replace(/\/+$/, '');
}
