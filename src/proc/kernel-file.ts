import { closeSync, openSync, readSync } from 'node:fs';

/**
 * A seq_file of many records fills at most one page a read, and stops before the record that would not fit.
 * A read shorter than this can therefore not have been cut: records are far shorter than 512 bytes.
 */
const CERTAINLY_WHOLE_BYTES = 4096 - 512;

const NOTHING = Buffer.alloc(0);

/** Room to read into: grows to the largest file it has held. */
export class Scratch {
  bytes: Buffer;

  constructor(sizeHintBytes = 4096) {
    this.bytes = Buffer.allocUnsafeSlow(sizeHintBytes);
  }

  grow(): void {
    const larger = Buffer.allocUnsafeSlow(this.bytes.length * 2);
    this.bytes.copy(larger);
    this.bytes = larger;
  }
}

/**
 * A file of /proc or /sys that is read again and again. It is opened once: opening costs more than reading
 * (MEASURING.md, "Cost"), and a positioned read at 0 makes the kernel render the file anew.
 */
export class KernelFile {
  readonly path: string;
  readonly #scratch: Scratch;
  #descriptor: number | undefined;
  #view: Buffer = NOTHING;
  /** The scratch bytes that `#view` looks at: the scratch may have been grown since. */
  #viewed: Buffer = NOTHING;

  /** Opens nothing yet. Files that are parsed right after they are read may share one `scratch`. */
  constructor(path: string, scratch = new Scratch()) {
    this.path = path;
    this.#scratch = scratch;
  }

  /**
   * The file's whole text as it is now, as bytes that stay valid until the scratch is used again.
   * @throws the system's error (`ENOENT`, `EACCES`, `ESRCH` when the process behind the file has gone, …)
   */
  read(): Buffer {
    this.#descriptor ??= openSync(this.path, 'r');
    let length = 0;
    for (;;) {
      const room = this.#scratch.bytes.length - length;
      const got = readSync(this.#descriptor, this.#scratch.bytes, length, room, length);
      length += got;
      if (got === 0) break;
      if (got < room && length < CERTAINLY_WHOLE_BYTES) break;
      if (got === room) this.#scratch.grow();
    }
    return this.#viewOf(length);
  }

  /** Files rarely change their length, and making a view costs as much as parsing a line. */
  #viewOf(length: number): Buffer {
    const { bytes } = this.#scratch;
    if (this.#view.length !== length || this.#viewed !== bytes) {
      this.#view = bytes.subarray(0, length);
      this.#viewed = bytes;
    }
    return this.#view;
  }

  /** Closes the descriptor; a later `read` opens the file again. */
  close(): void {
    if (this.#descriptor === undefined) return;
    closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}
