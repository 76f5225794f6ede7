import { inflateRawSync } from "node:zlib";
import { TidemarkError } from "../../../errors.ts";
import { visibleLine } from "../../../visible-text.ts";

interface Member {
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly at: number;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const [STORED, DEFLATED] = [0, 8];

/** The one file that a zip holds; null where it has more than `most` bytes. [APPNOTE 6.3.10, 4.3] @throws TidemarkError `input` for a workbook, several files, or what cannot be unpacked. */
export function unzip(path: string, zip: Buffer, most: number): Buffer | null {
  const members = membersOf(zip)?.filter(({ name }) => !/(?:^__MACOSX\/|\/$|(?:^|\/)\.)/.test(name));
  if (members === undefined) throw refused(path, "it begins as zip does and has no end; expected a whole file");
  if (members.some(({ name }) => /^(?:xl\/workbook\.|word\/|ppt\/|content\.xml)/.test(name)))
    throw refused(path, "it is a workbook or another office document; expected it saved as CSV, or as Parquet");
  const [member] = members;
  if (member === undefined || members.length > 1) throw refused(path, `the zip holds ${members.length} files; expected one, or its files in a folder`);
  if (member.bytes > most) return null;
  // The local header has its own lengths of name and extra.
  const from = member.at + 30 + zip.readUInt16LE(member.at + 26) + zip.readUInt16LE(member.at + 28);
  const packed = zip.subarray(from, from + member.packedBytes);
  if (member.method === STORED) return packed;
  if (member.method !== DEFLATED) throw refused(path, `the zip packs in a way (${member.method}) that is not read; expected it unpacked, or packed by gzip`);
  return inflateRawSync(packed, { maxOutputLength: most });
}

/** By the directory at the end; undefined where there is none. */
function membersOf(zip: Buffer): readonly Member[] | undefined {
  const end = zip.lastIndexOf(Buffer.from("PK\u0005\u0006"));
  if (end < 0 || end + 22 > zip.length || zip.readUInt32LE(end) !== END_OF_DIRECTORY) return undefined;
  const members: Member[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== DIRECTORY_ENTRY) return undefined;
    const [nameLength, extraLength, commentLength] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)];
    members.push({
      name: zip.subarray(at + 46, at + 46 + nameLength).toString("utf8"),
      method: zip.readUInt16LE(at + 10),
      packedBytes: zip.readUInt32LE(at + 20),
      bytes: zip.readUInt32LE(at + 24),
      at: zip.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + extraLength + commentLength;
  }
  return members;
}

function refused(path: string, what: string): TidemarkError {
  return new TidemarkError("input", `reading ${visibleLine(path)}: ${what}`);
}
