import { AVFMT_FLAG_BITEXACT, AVIO_FLAG_WRITE, FFmpegError, FormatContext, IOContext, Packet, Rational } from 'node-av';
import type { CodecContext, Stream } from 'node-av';
import type { Rational as Fraction } from '../core/schema/primitives.ts';

export interface EncodeOptions {
  fps: Fraction;
  /** SubRip file that goes into the film as a text track. */
  embeddedSubtitles?: string;
}

/** A container file under way: one picture track and, if wanted, one track of subtitle text. */
export class FilmFile {
  readonly #context = new FormatContext();
  readonly #io = new IOContext();
  #video: Stream | null = null;
  #cues: { track: Stream; waiting: Packet[] } | null = null;
  #pictureTimeBase = new Rational(1, 1);

  static async create(path: string): Promise<FilmFile> {
    const file = new FilmFile();
    check(file.#context.allocOutputContext2(null, null, path), 'choose the container');
    file.#context.setFlags(AVFMT_FLAG_BITEXACT);
    check(await file.#io.open2(path, AVIO_FLAG_WRITE), 'open the file');
    file.#context.pb = file.#io;
    return file;
  }

  get isOpen(): boolean {
    return this.#video != null;
  }

  /** Adds the tracks and writes the header. */
  async open(encoder: CodecContext, { fps, embeddedSubtitles }: EncodeOptions): Promise<void> {
    this.#pictureTimeBase = new Rational(fps.den, fps.num);
    this.#video = this.#context.newStream();
    check(this.#video.codecpar.fromContext(encoder), 'describe the picture track');
    this.#video.timeBase = this.#pictureTimeBase;
    this.#video.avgFrameRate = new Rational(fps.num, fps.den);
    if (embeddedSubtitles != null) this.#cues = await this.#addCues(embeddedSubtitles);
    check(await this.#context.writeHeader(), 'write the header');
  }

  /** Writes a picture, and before it the cues that begin by then, so that the tracks lie interleaved. */
  async writePicture(packet: Packet): Promise<void> {
    const video = this.#video!;
    packet.duration = 1n;
    const timeMs = (Number(packet.dts) * 1000 * this.#pictureTimeBase.num) / this.#pictureTimeBase.den;
    await this.#writeCues(timeMs);
    packet.rescaleTs(this.#pictureTimeBase, video.timeBase);
    packet.streamIndex = video.index;
    check(await this.#context.interleavedWriteFrame(packet), 'write a picture');
  }

  /** Writes what is left and the index. */
  async close(): Promise<void> {
    if (this.isOpen) {
      await this.#writeCues(Infinity);
      check(await this.#context.writeTrailer(), 'write the index');
    }
    this.#context.pb = null;
    await this.#io.closep();
    this.#context.freeContext();
  }

  async #addCues(path: string): Promise<{ track: Stream; waiting: Packet[] }> {
    await using source = new FormatContext();
    check(await source.openInput(path), 'read the subtitles');
    const track = this.#context.newStream();
    check(source.streams[0]!.codecpar.copy(track.codecpar), 'describe the subtitle track');
    track.timeBase = MILLISECONDS;
    const waiting: Packet[] = [];
    for (;;) {
      const packet = new Packet();
      packet.alloc();
      if ((await source.readFrame(packet)) < 0) break;
      packet.rescaleTs(source.streams[0]!.timeBase, MILLISECONDS);
      waiting.push(packet);
    }
    return { track, waiting };
  }

  async #writeCues(untilMs: number): Promise<void> {
    if (this.#cues == null) return;
    const { track, waiting } = this.#cues;
    while (waiting.length > 0 && Number(waiting[0]!.pts) <= untilMs) {
      const packet = waiting.shift()!;
      packet.rescaleTs(MILLISECONDS, track.timeBase);
      packet.streamIndex = track.index;
      check(await this.#context.interleavedWriteFrame(packet), 'write a cue');
    }
  }
}

const MILLISECONDS = new Rational(1, 1000);

function check(result: number, doing: string): void {
  FFmpegError.throwIfError(result, `Could not ${doing}`);
}
