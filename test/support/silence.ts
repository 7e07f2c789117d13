import { AV_CHANNEL_ORDER_NATIVE, AV_CODEC_ID_PCM_S16LE, AVMEDIA_TYPE_AUDIO } from 'node-av/constants';
import { FFmpegError, FormatContext, Packet, Rational } from 'node-av/lib';

const RATE = 8000;

/** Writes a second of silence into a container that has no picture; the name's extension chooses the container. */
export async function writeSilence(file: string): Promise<string> {
  const format = new FormatContext();
  check(format.allocOutputContext2(null, null, file));
  const stream = format.newStream();
  const { codecpar } = stream;
  codecpar.codecType = AVMEDIA_TYPE_AUDIO;
  codecpar.codecId = AV_CODEC_ID_PCM_S16LE;
  codecpar.sampleRate = RATE;
  codecpar.channelLayout = { nbChannels: 1, order: AV_CHANNEL_ORDER_NATIVE, mask: 4n };
  stream.timeBase = new Rational(1, RATE);
  check(await format.openOutput());
  check(await format.writeHeader());
  const packet = new Packet();
  packet.alloc();
  packet.data = Buffer.alloc(RATE * 2);
  packet.pts = 0n;
  packet.dts = 0n;
  packet.duration = BigInt(RATE);
  packet.streamIndex = stream.index;
  packet.rescaleTs({ num: 1, den: RATE }, stream.timeBase);
  check(await format.interleavedWriteFrame(packet));
  check(await format.writeTrailer());
  await format.closeOutput();
  packet.free();
  return file;
}

function check(code: number): void {
  if (code < 0) throw new Error(FFmpegError.strerror(code));
}
