/** CityHash's multipliers; the fourth is 1.0.2's own. */
const K0 = 0xc3a5c85c97cb3127n;
const K1 = 0xb492b66fbe98f273n;
const K2 = 0x9ae16a3b2f90404fn;
const K3 = 0xc949d7c7509e6557n;
const KMUL = 0x9ddfea08eb382d69n;
const EMPTY = new DataView(new ArrayBuffer(0));

type Pair = readonly [low: bigint, high: bigint];

/**
 * CityHash128 as of version 1.0.2, the checksum of ClickHouse's compressed blocks, as two unsigned 64-bit numbers. Later versions of CityHash give other values.
 * Reference: Pike and Alakuijala, "CityHash" (2011), `city.cc` of 1.0.2.
 */
export function cityHash128(bytes: Uint8Array): Pair {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length;
  if (length >= 16) return seeded(new DataView(bytes.buffer, bytes.byteOffset + 16, length - 16), word(view, 0) ^ K3, word(view, 8));
  if (length >= 8) return seeded(EMPTY, word(view, 0) ^ u64(BigInt(length) * K0), word(view, length - 8) ^ K1);
  return seeded(view, K0, K1);
}

function seeded(s: DataView, low: bigint, high: bigint): Pair {
  if (s.byteLength < 128) return murmur(s, low, high);
  let [x, y, z] = [low, high, u64(BigInt(s.byteLength) * K1)];
  let v0 = u64(rotate(y ^ K1, 49n) * K1 + word(s, 0));
  let v1 = u64(rotate(v0, 42n) * K1 + word(s, 8));
  let w0 = u64(rotate(u64(y + z), 35n) * K1 + x);
  let w1 = u64(rotate(u64(x + word(s, 88)), 53n) * K1);
  // Rounds of 64 bytes, two at a time.
  const rounds = Math.floor(s.byteLength / 128) * 128;
  for (let at = 0; at < rounds; at += 64) {
    x = u64(rotate(u64(x + y + v0 + word(s, at + 16)), 37n) * K1) ^ w1;
    y = u64(rotate(u64(y + v1 + word(s, at + 48)), 42n) * K1) ^ v0;
    z = rotate(z ^ w0, 33n);
    [v0, v1] = weak32(s, at, u64(v1 * K1), u64(x + w0));
    [w0, w1] = weak32(s, at + 32, u64(z + w1), y);
    [z, x] = [x, z];
  }
  y = u64(y + rotate(w0, 37n) * K0 + z);
  x = u64(x + rotate(u64(v0 + z), 49n) * K0);
  // What is left, in steps of 32 bytes from the end; the last step may reach back into what was hashed.
  for (let done = 32; done - 32 < s.byteLength - rounds; done += 32) {
    const at = s.byteLength - done;
    y = u64(rotate(u64(y - x), 42n) * K0 + v1);
    w0 = u64(w0 + word(s, at + 16));
    x = u64(rotate(x, 49n) * K0 + w0);
    w0 = u64(w0 + v0);
    [v0, v1] = weak32(s, at, v0, v1);
  }
  x = mix16(x, v0);
  y = mix16(y, w0);
  return [u64(mix16(u64(x + v1), w1) + y), mix16(u64(x + w1), u64(y + v1))];
}

/** Under 128 bytes. */
function murmur(s: DataView, low: bigint, high: bigint): Pair {
  const length = s.byteLength;
  let [a, b] = [low, high];
  let c: bigint;
  let d: bigint;
  if (length <= 16) {
    a = u64(shiftMix(u64(a * K1)) * K1);
    c = u64(b * K1 + upTo16(s));
    d = shiftMix(u64(a + (length >= 8 ? word(s, 0) : c)));
  } else {
    c = mix16(u64(word(s, length - 8) + K1), a);
    d = mix16(u64(b + BigInt(length)), u64(c + word(s, length - 16)));
    a = u64(a + d);
    for (let at = 0; at < length - 16; at += 16) {
      a = u64((a ^ u64(shiftMix(u64(word(s, at) * K1)) * K1)) * K1);
      b ^= a;
      c = u64((c ^ u64(shiftMix(u64(word(s, at + 8) * K1)) * K1)) * K1);
      d ^= c;
    }
  }
  a = mix16(a, c);
  b = mix16(d, b);
  return [a ^ b, mix16(b, a)];
}

function upTo16(s: DataView): bigint {
  const length = s.byteLength;
  if (length > 8) {
    const [a, b] = [word(s, 0), word(s, length - 8)];
    return mix16(a, rotate(u64(b + BigInt(length)), BigInt(length))) ^ b;
  }
  if (length >= 4) return mix16(u64(BigInt(length) + (BigInt(s.getUint32(0, true)) << 3n)), BigInt(s.getUint32(length - 4, true)));
  if (length === 0) return K2;
  const y = BigInt(s.getUint8(0) + s.getUint8(length >> 1) * 256);
  const z = BigInt(length + s.getUint8(length - 1) * 4);
  return u64(shiftMix(u64(y * K2) ^ u64(z * K3)) * K2);
}

function weak32(s: DataView, at: number, a: bigint, b: bigint): [bigint, bigint] {
  const [w, x, y, z] = [word(s, at), word(s, at + 8), word(s, at + 16), word(s, at + 24)];
  const first = u64(a + w);
  const second = rotate(u64(b + first + z), 21n);
  const sum = u64(first + x + y);
  return [u64(sum + z), u64(second + rotate(sum, 44n) + first)];
}

/** `Hash128to64`. */
function mix16(low: bigint, high: bigint): bigint {
  let a = u64((low ^ high) * KMUL);
  a ^= a >> 47n;
  let b = u64((high ^ a) * KMUL);
  b ^= b >> 47n;
  return u64(b * KMUL);
}

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);
const word = (view: DataView, at: number): bigint => view.getBigUint64(at, true);
const shiftMix = (value: bigint): bigint => value ^ (value >> 47n);
const rotate = (value: bigint, by: bigint): bigint => (by === 0n ? value : u64((value >> by) | (value << (64n - by))));
