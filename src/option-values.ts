import { resolve } from 'node:path';

/** How the text of an option becomes its value, and how to say what it takes. */
export interface ValueKind<T> {
  /** Ends the sentence "--option takes …". */
  readonly takes: string;
  /** Which JSON types the configuration file may hold for it; numbers and booleans are read as their text. */
  readonly json: readonly ('string' | 'number' | 'boolean')[];
  /** The value of a text, or `undefined` when the text is none. */
  parse(text: string): T | undefined;
}

export interface HostPort {
  readonly host: string;
  /** 0 asks the kernel for a free one. */
  readonly port: number;
}

/** A file's or directory's path; a relative one counts from the working directory. */
export const path: ValueKind<string> = {
  takes: 'a path',
  json: ['string'],
  parse: (text) => (text === '' || text.includes('\0') ? undefined : resolve(text)),
};

/** Permission bits as chmod writes them. A JSON number is refused: 0660 and 660 would mean different bits. */
export const fileMode: ValueKind<number> = {
  takes: 'a file mode of three or four octal digits, such as 0660',
  json: ['string'],
  parse: (text) => (/^0?[0-7]{3}$/.test(text) ? Number.parseInt(text, 8) : undefined),
};

export const groupName: ValueKind<string> = {
  takes: 'the name or the number of a group',
  json: ['string', 'number'],
  parse: (text) => (/^[a-zA-Z0-9_][a-zA-Z0-9_.-]*\$?$/.test(text) ? text : undefined),
};

/** `host:port`, an IPv6 address in brackets as in a URL. */
export const hostPort: ValueKind<HostPort> = {
  takes: 'host:port, such as 127.0.0.1:9000 or [::1]:9000',
  json: ['string'],
  parse: (text) => {
    const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]/]+)):(\d{1,5})$/.exec(text);
    const host = match?.[1] ?? match?.[2];
    const port = Number(match?.[3]);
    return host === undefined || port > 65535 ? undefined : { host, port };
  },
};

/** The path that the web server maps to the agent, as it stands in a request line; a final slash is dropped. */
export const urlPrefix: ValueKind<string> = {
  takes: 'a URL path that begins with /, such as /sysinfo, or nothing for the root',
  json: ['string'],
  parse: (text) => {
    const prefix = text.replace(/\/$/, '');
    return /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~!$&'()*+,;=:@%-]+)*$/.test(prefix) ? prefix : undefined;
  },
};

export function count(min: number, max: number): ValueKind<number> {
  return {
    takes: `a whole number from ${min} to ${max}`,
    json: ['number', 'string'],
    parse: (text) => (/^\d+$/.test(text) ? within(Number(text), min, max) : undefined),
  };
}

const unitBytes = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 } as const;

/** Bytes, the letters counting in steps of 1024 as everywhere in this program. */
export function byteSize(minBytes: number): ValueKind<number> {
  return {
    takes: `bytes, or a number with K, M, G or T such as 256M, at least ${minBytes}`,
    json: ['number', 'string'],
    parse: (text) => {
      const match = /^(\d+(?:\.\d+)?)(?:([KMGT])(?:i?B)?)?$/i.exec(text);
      if (match === null) {
        return undefined;
      }
      const unit = match[2]?.toUpperCase() as keyof typeof unitBytes | undefined;
      const bytes = Number(match[1]) * (unit === undefined ? 1 : unitBytes[unit]);
      return within(Math.floor(bytes), minBytes, Number.MAX_SAFE_INTEGER);
    },
  };
}

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Seconds as everywhere in the interface, or a number with its unit; the value is in whole milliseconds. */
export function duration(min: string, max: string): ValueKind<number> {
  return {
    takes: `seconds, or a number with ms, s, m, h or d such as 7d, from ${min} to ${max}`,
    json: ['number', 'string'],
    parse: (text) => {
      const ms = durationMs(text);
      return ms === undefined ? undefined : within(ms, durationMs(min) ?? 0, durationMs(max) ?? 0);
    },
  };
}

function durationMs(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text);
  return match === null
    ? undefined
    : Math.round(Number(match[1]) * unitMs[(match[2] ?? 's') as keyof typeof unitMs]);
}

export const flag: ValueKind<boolean> = {
  takes: 'true or false',
  json: ['boolean'],
  parse: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
};

export function oneOf<const T extends string>(choices: readonly T[]): ValueKind<T> {
  return {
    takes: `one of ${choices.join(', ')}`,
    json: ['string'],
    parse: (text) => choices.find((choice) => choice === text),
  };
}

function within(value: number, min: number, max: number): number | undefined {
  return value >= min && value <= max ? value : undefined;
}
