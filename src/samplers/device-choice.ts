/**
 * Remembers which device names are counted. The decision costs look-ups in /sys, so it is made once for a set
 * of names and made again when a name appears that was not in it.
 */
export class DeviceChoice {
  readonly #decide: (names: readonly string[]) => ReadonlySet<string>;
  /** Every name that was decided on, and how. */
  #isChosen: ReadonlyMap<string, boolean> = new Map();

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
      const isChosen = this.#isChosen.get(name);
      if (isChosen === undefined) hasNew = true;
      return isChosen === true;
    });
    if (!hasNew) return devices;
    const all = read(() => true);
    const names = all.map((device) => device.name);
    // When the decision fails, as it may while a device is being unplugged, nothing is kept and it is made again.
    const chosen = this.#decide(names);
    this.#isChosen = new Map(names.map((name) => [name, chosen.has(name)]));
    return all.filter((device) => chosen.has(device.name));
  }
}
