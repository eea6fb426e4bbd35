/**
 * Remembers which device names are counted. The decision costs look-ups in /sys, so it is made once for a set
 * of names and made again when a name appears that was not in it.
 */
export class DeviceChoice {
  readonly #decide: (names: readonly string[]) => ReadonlySet<string>;
  #known = new Set<string>();
  #chosen: ReadonlySet<string> = new Set();

  constructor(decide: (names: readonly string[]) => ReadonlySet<string>) {
    this.#decide = decide;
  }

  /**
   * The devices to count. `read` parses the kernel file, keeping those names that its argument accepts;
   * it is called again with everything accepted when there is a new name.
   */
  select<Device extends { readonly name: string }>(
    read: (isWanted: (name: string) => boolean) => Device[],
  ): Device[] {
    let hasNew = false;
    const devices = read((name) => {
      if (!this.#known.has(name)) hasNew = true;
      return this.#chosen.has(name);
    });
    if (!hasNew) return devices;
    const all = read(() => true);
    const names = all.map((device) => device.name);
    // In this order: when the decision fails, as it may while a device is being unplugged, it is made again.
    this.#chosen = this.#decide(names);
    this.#known = new Set(names);
    return all.filter((device) => this.#chosen.has(device.name));
  }
}
