// Makes a shared library's need of a newer C library weak, so that an older one loads it.
//
// uWebSockets.js comes as a binary that was linked against glibc 2.38, of which it needs three functions that read numbers
// (they differ from the old ones in taking "0b1"). Debian 12 has glibc 2.36. The library says so in its "version needs"
// (the section .gnu.version_r: Linux Standard Base, symbol versioning); a need that is marked weak is no error.

const SHT_GNU_VERNEED = 0x6ffffffe;
const VER_FLG_WEAK = 2;

/**
 * @param {Buffer} file a 64-bit little-endian ELF file; it is changed
 * @param {string} version such as "GLIBC_2.38"
 * @returns {number} how many needs were made weak that were not before
 */
export function weaken(file, version) {
  if (file.readUInt32BE(0) !== 0x7f454c46 || file[4] !== 2 || file[5] !== 1) {
    throw new Error('this is no 64-bit little-endian ELF file');
  }
  const headers = Number(file.readBigUInt64LE(40));
  const size = file.readUInt16LE(58);
  const section = index => {
    const at = headers + index * size;
    return {
      type: file.readUInt32LE(at + 4),
      offset: Number(file.readBigUInt64LE(at + 24)),
      link: file.readUInt32LE(at + 40),
      entries: file.readUInt32LE(at + 44),
    };
  };
  const text = (strings, offset) => {
    const from = strings.offset + offset;
    return file.toString('latin1', from, file.indexOf(0, from));
  };
  let weakened = 0;
  for (let index = 0; index < file.readUInt16LE(60); index++) {
    const needs = section(index);
    if (needs.type !== SHT_GNU_VERNEED) continue;
    const strings = section(needs.link);
    let library = needs.offset; // one entry for each library, and in it one for each version
    for (let i = 0; i < needs.entries; i++) {
      let need = library + file.readUInt32LE(library + 8);
      for (let j = file.readUInt16LE(library + 2); j > 0; j--) {
        const flags = file.readUInt16LE(need + 4);
        if (text(strings, file.readUInt32LE(need + 8)) === version && !(flags & VER_FLG_WEAK)) {
          file.writeUInt16LE(flags | VER_FLG_WEAK, need + 4);
          weakened++;
        }
        need += file.readUInt32LE(need + 12);
      }
      library += file.readUInt32LE(library + 12);
    }
  }
  return weakened;
}
