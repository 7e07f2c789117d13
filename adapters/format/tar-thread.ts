/** Bytes of a batch; a file of its own, whose head of so many bytes is in the batch; a place where a tar may end. */
export type TarPart = number | { path: string; sha256: string; headBytes: number } | { mayEndFromBytes: number };

/** What the thread is told: parts of a series of tars, in order, and the bytes for them. */
export interface TarBatch {
  /** Absolute path of the tars without `-000000.tar`. */
  prefix: string;
  memory: ArrayBuffer;
  parts: TarPart[];
  /** Nothing more comes for the series. */
  isLast: boolean;
}

/** A finished tar. */
export interface FinishedTar {
  path: string;
  bytes: number;
  sha256: string;
}

/** What the thread answers to a batch. */
export interface TarDone {
  /** That of the batch, for another. */
  memory: ArrayBuffer;
  /** Path of a file that is not there, or not as its hash says. */
  broken: string | null;
  finished: FinishedTar[];
}

/**
 * Puts tars together in pieces of 1 MiB, which are hashed before they are written, while the processor has them at hand. A file
 * is read once, straight into its place; that gives its size for the head, and its hash is checked there. Plain JavaScript
 * in a string, because a thread needs no loader then.
 */
export const TAR_THREAD = `
  const { parentPort } = require('node:worker_threads');
  const { createHash, hash } = require('node:crypto');
  const fs = require('node:fs');
  const PIECE_BYTES = 1024 * 1024;
  const BLOCK = 512;
  const ZEROS = new Uint8Array(2 * BLOCK);
  const series = new Map();

  function begin(prefix) {
    const own = { prefix, piece: Buffer.allocUnsafeSlow(PIECE_BYTES), used: 0, count: 0, tar: null };
    series.set(prefix, own);
    return own;
  }

  function openTar(own) {
    const path = own.prefix + '-' + String(own.count++).padStart(6, '0') + '.tar';
    own.tar = { path, fd: fs.openSync(path, 'w'), bytes: 0, hash: createHash('sha256') };
  }

  function flush(own) {
    const { tar, piece, used } = own;
    tar.hash.update(piece.subarray(0, used));
    // A disk that is nearly full takes a part only; the next write then says so.
    for (let from = 0; from < used; ) from += fs.writeSync(tar.fd, piece, from, used - from);
    tar.bytes += used;
    own.used = 0;
  }

  /** Makes room for some bytes more, or for as many as a piece has. */
  function room(own, bytes) {
    if (own.tar === null) openTar(own);
    if (own.used > 0 && own.used + bytes > PIECE_BYTES) flush(own);
    return PIECE_BYTES - own.used;
  }

  function put(own, bytes) {
    for (let at = 0; at < bytes.length; ) {
      const some = bytes.subarray(at, at + room(own, 1));
      own.piece.set(some, own.used);
      own.used += some.length;
      at += some.length;
    }
  }

  function endTar(own) {
    put(own, ZEROS);
    flush(own);
    const { path, fd, bytes, hash } = own.tar;
    fs.closeSync(fd);
    own.tar = null;
    return { path, bytes, sha256: hash.digest('hex') };
  }

  /** Writes the size and the sum of a head (POSIX ustar) into it. */
  function setSize(head, bytes) {
    head.latin1Write(bytes.toString(8).padStart(11, '0'), 124);
    head.fill(32, 148, 156);
    let sum = 0;
    for (let at = 0; at < BLOCK; at++) sum += head[at];
    head.latin1Write(sum.toString(8).padStart(6, '0') + ' \\0', 148);
  }

  /** Reads as much as there is, up to what is asked for; what a failing disk doesn't give counts as not there. */
  function fill(fd, into) {
    let got = 0;
    try {
      for (let n; got < into.length && (n = fs.readSync(fd, into, got, into.length - got, null)) > 0; got += n);
    } catch {}
    return got;
  }

  /** Reads the content into its place and returns its hash; null when there is less of it. */
  function putContent(own, fd, bytes) {
    const whole = bytes > PIECE_BYTES ? createHash('sha256') : null;
    for (let left = bytes; left > 0; ) {
      room(own, Math.min(left, PIECE_BYTES));
      const some = own.piece.subarray(own.used, own.used + left);
      if (fill(fd, some) !== some.length) return null;
      own.used += some.length;
      if (whole === null) return hash('sha256', some, 'hex');
      whole.update(some);
      left -= some.length;
    }
    return whole === null ? hash('sha256', '', 'hex') : whole.digest('hex');
  }

  function putFile(own, { path, sha256 }, head) {
    let fd;
    let bytes;
    try {
      fd = fs.openSync(path, 'r');
      bytes = fs.fstatSync(fd).size;
    } catch {
      if (fd !== undefined) fs.closeSync(fd);
      return false;
    }
    try {
      setSize(head.subarray(head.length - BLOCK), bytes);
      put(own, head);
      if (putContent(own, fd, bytes) !== sha256) return false;
      put(own, ZEROS.subarray(0, (BLOCK - (bytes % BLOCK)) % BLOCK));
      return true;
    } finally {
      fs.closeSync(fd);
    }
  }

  parentPort.on('message', ({ prefix, memory, parts, isLast }) => {
    const own = series.get(prefix) ?? begin(prefix);
    const bytes = Buffer.from(memory);
    let at = 0;
    let broken = null;
    const finished = [];
    for (const part of parts) {
      if (typeof part === 'number') {
        put(own, bytes.subarray(at, (at += part)));
      } else if (part.path !== undefined) {
        if (!putFile(own, part, bytes.subarray(at, (at += part.headBytes)))) broken ??= part.path;
      } else if (own.tar !== null && own.tar.bytes + own.used >= part.mayEndFromBytes) {
        finished.push(endTar(own));
      }
    }
    if (isLast) {
      if (own.tar !== null) finished.push(endTar(own));
      series.delete(prefix);
    }
    parentPort.postMessage({ memory, broken, finished }, [memory]);
  });
`;
