import { Channel } from "../../../bridge";

/** A channel, and the promise that its last message has been handed over: a call may be answered before that. */
export function stream<T>(take: (message: T) => unknown): { channel: Channel<T>; ended: Promise<void> } {
  const channel = new Channel<T>(take);
  return { channel, ended: new Promise((resolve) => (channel.onend = () => resolve())) };
}

/**
 * A picture as it comes from Rust: stage, width and height as 32-bit numbers, little-endian, and then the pixels.
 * They are shown where they lie in the message, so nothing is decoded and nothing copied.
 */
export interface Sent {
  stage: number;
  picture: ImageData;
}

const HEAD_BYTES = 12;

export function sent(message: ArrayBuffer): Sent {
  const head = new DataView(message, 0, HEAD_BYTES);
  const [stage, width, height] = [0, 4, 8].map((at) => head.getUint32(at, true)) as [number, number, number];
  const pixels = new Uint8ClampedArray(message, HEAD_BYTES, width * height * 4);
  return { stage, picture: new ImageData(pixels, width, height) };
}
