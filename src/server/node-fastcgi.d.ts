/** The part of node-fastcgi 2.0.0 and fastcgi-stream 1.0.0 that fastcgi.ts stands on. */
declare module 'node-fastcgi' {
  import type { IncomingMessage, ServerResponse } from 'node:http';
  import type { Server, Socket } from 'node:net';

  export interface FastcgiRecord {
    readonly TYPE: number;
    getSize(): number;
    /** Fills the content; reserved bytes are left as they are. Absent where there is no content. */
    write?(buffer: Buffer): void;
  }

  export interface RecordStream {
    emit(event: 'record', id: number, record: object): boolean;
    /** `callback` is how the library learns that the peer has taken the record. */
    writeRecord(id: number, record: FastcgiRecord, callback?: (error?: Error | null) => void): boolean;
  }

  /** What the library hangs on every connection's socket. */
  export interface FastcgiSocket extends Socket {
    stream: RecordStream;
    endRequest(
      id: number,
      appStatus: number,
      protocolStatus?: number,
      callback?: (error?: Error | null) => void,
    ): void;
  }

  export interface FastcgiIncoming extends IncomingMessage {
    readonly cgiParams: Readonly<Record<string, string | undefined>>;
  }

  export interface FastcgiConfig {
    readonly maxConns: number;
    readonly maxReqs: number;
    readonly multiplex: boolean;
  }

  export function createServer(
    responder: (request: FastcgiIncoming, response: ServerResponse) => void,
    authorizer: undefined,
    filter: undefined,
    config: FastcgiConfig,
  ): FastcgiServer;

  export interface FastcgiServer extends Server {
    /** Milliseconds of silence after which a connection is closed. */
    timeout: number;
  }
}
