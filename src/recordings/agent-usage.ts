/** What the agent itself used so far. */
export interface AgentUsage {
  /** User and system time of this process. */
  cpuSeconds(): number;
  /** Resident size now, as measured about once a second. */
  residentBytes(): number;
}

/** Measures this process; `refresh` is called once a second by who samples anyway. */
export class ProcessUsage implements AgentUsage {
  #residentBytes = process.memoryUsage.rss();

  cpuSeconds(): number {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  }

  residentBytes(): number {
    return this.#residentBytes;
  }

  refresh(): void {
    this.#residentBytes = process.memoryUsage.rss();
  }
}
