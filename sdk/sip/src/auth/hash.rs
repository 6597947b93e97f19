//! MD5 (RFC 1321), SHA-256 and SHA-512/256 (FIPS 180-4), each over a message that is there as a whole.
//!
//! A digest is computed once in minutes. The crates that compute it fast are kilobytes more of a module that every page loads,
//! and the tests hold these functions against them.

use alloc::vec::Vec;

/// The message with its end marked and its length in bits behind it, in whole blocks.
fn padded(message: &[u8], block: usize, length: &[u8]) -> Vec<u8> {
    let mut padded = message.to_vec();
    padded.push(0x80);
    while !(padded.len() + length.len()).is_multiple_of(block) {
        padded.push(0);
    }
    padded.extend_from_slice(length);
    padded
}

fn at<T: Copy + Default>(words: &[T], index: usize) -> T {
    words.get(index).copied().unwrap_or_default()
}

/// RFC 1321.
pub(crate) fn md5(message: &[u8]) -> Vec<u8> {
    let bits = message.len() as u64 * 8;
    let mut state: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    for block in padded(message, 64, &bits.to_le_bytes()).chunks_exact(64) {
        let mut words = [0; 16];
        for (word, bytes) in words.iter_mut().zip(block.chunks_exact(4)) {
            *word = bytes
                .iter()
                .rev()
                .fold(0, |word, byte| word << 8 | u32::from(*byte));
        }
        let [mut a, mut b, mut c, mut d] = state;
        for (step, sine) in SINES.iter().enumerate() {
            let (mix, word) = match step / 16 {
                0 => ((b & c) | (!b & d), step),
                1 => ((d & b) | (!d & c), 5 * step + 1),
                2 => (b ^ c ^ d, 3 * step + 5),
                _ => (c ^ (b | !d), 7 * step),
            };
            let sum = a
                .wrapping_add(mix)
                .wrapping_add(*sine)
                .wrapping_add(at(&words, word % 16));
            let turn = at(&TURNS, step / 16 * 4 + step % 4);
            (a, d, c, b) = (d, c, b, b.wrapping_add(sum.rotate_left(turn.into())));
        }
        for (whole, part) in state.iter_mut().zip([a, b, c, d]) {
            *whole = whole.wrapping_add(part);
        }
    }
    let mut digest = Vec::new();
    for word in state {
        digest.extend_from_slice(&word.to_le_bytes());
    }
    digest
}

/// SHA-2 with words of 32 or of 64 bits. Both compute on 64 and the narrow one cuts off what is too much.
struct Width {
    bytes: usize,
    rounds: usize,
    start: [u64; 8],
    /// The three turns of each of Σ0, Σ1, σ0 and σ1; the last one of a small sigma is a shift.
    sigmas: [[u32; 3]; 4],
}

static NARROW: Width = Width {
    bytes: 4,
    rounds: 64,
    start: [
        0x6a09_e667,
        0xbb67_ae85,
        0x3c6e_f372,
        0xa54f_f53a,
        0x510e_527f,
        0x9b05_688c,
        0x1f83_d9ab,
        0x5be0_cd19,
    ],
    sigmas: [[2, 13, 22], [6, 11, 25], [7, 18, 3], [17, 19, 10]],
};

static WIDE: Width = Width {
    bytes: 8,
    rounds: 80,
    start: [
        0x2231_2194_fc2b_f72c,
        0x9f55_5fa3_c84c_64c2,
        0x2393_b86b_6f53_b151,
        0x9638_7719_5940_eabd,
        0x9628_3ee2_a88e_ffe3,
        0xbe5e_1e25_5386_3992,
        0x2b01_99fc_2c85_b8aa,
        0x0eb7_2ddc_81c5_2ca2,
    ],
    sigmas: [[28, 34, 39], [14, 18, 41], [1, 8, 7], [19, 61, 6]],
};

/// FIPS 180-4 §6.2.
pub(crate) fn sha256(message: &[u8]) -> [u8; 32] {
    sha2(&NARROW, message)
}

/// FIPS 180-4 §6.7.
pub(crate) fn sha512_256(message: &[u8]) -> [u8; 32] {
    sha2(&WIDE, message)
}

fn sha2(width: &Width, message: &[u8]) -> [u8; 32] {
    let bits = message.len() as u128 * 8;
    let bits = bits.to_be_bytes();
    let length = bits.get(16 - 2 * width.bytes..).unwrap_or_default();
    let mut state = width.start;
    let block = 16 * width.bytes;
    for block in padded(message, block, length).chunks_exact(block) {
        let mut words: Vec<u64> = Vec::new();
        for bytes in block.chunks_exact(width.bytes) {
            words.push(
                bytes
                    .iter()
                    .fold(0, |word, byte| word << 8 | u64::from(*byte)),
            );
        }
        let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = state;
        for round in 0..width.rounds {
            if round > 15 {
                let next = at(&words, round - 16)
                    .wrapping_add(width.sigma(2, at(&words, round - 15)))
                    .wrapping_add(at(&words, round - 7))
                    .wrapping_add(width.sigma(3, at(&words, round - 2)));
                words.push(width.cut(next));
            }
            // The narrow constants are the upper halves of the wide ones.
            let constant = at(&ROOTS, round) >> (64 - 8 * width.bytes);
            let first = h
                .wrapping_add(width.sigma(1, e))
                .wrapping_add((e & f) ^ (!e & g))
                .wrapping_add(constant)
                .wrapping_add(at(&words, round));
            let second = width.sigma(0, a).wrapping_add((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e) = (g, f, e, width.cut(d.wrapping_add(first)));
            (d, c, b, a) = (c, b, a, width.cut(first.wrapping_add(second)));
        }
        for (whole, part) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
            *whole = width.cut(whole.wrapping_add(part));
        }
    }
    let mut digest = [0; 32];
    for (nth, byte) in digest.iter_mut().enumerate() {
        let shift = 8 * (width.bytes - 1 - nth % width.bytes);
        *byte = (at(&state, nth / width.bytes) >> shift) as u8;
    }
    digest
}

impl Width {
    fn cut(&self, word: u64) -> u64 {
        if self.bytes == 4 {
            word & u64::from(u32::MAX)
        } else {
            word
        }
    }

    fn turn(&self, word: u64, by: u32) -> u64 {
        if self.bytes == 4 {
            u64::from((word as u32).rotate_right(by))
        } else {
            word.rotate_right(by)
        }
    }

    #[inline(never)]
    fn sigma(&self, which: usize, word: u64) -> u64 {
        let [one, two, three] = at(&self.sigmas, which);
        let last = if which > 1 {
            word >> three
        } else {
            self.turn(word, three)
        };
        self.turn(word, one) ^ self.turn(word, two) ^ last
    }
}

/// How far MD5 turns in each round, in fours.
static TURNS: [u8; 16] = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

/// The sines of MD5, in 2^32 parts.
#[rustfmt::skip]
static SINES: [u32; 64] = [
    0xd76a_a478, 0xe8c7_b756, 0x2420_70db, 0xc1bd_ceee, 0xf57c_0faf, 0x4787_c62a, 0xa830_4613, 0xfd46_9501,
    0x6980_98d8, 0x8b44_f7af, 0xffff_5bb1, 0x895c_d7be, 0x6b90_1122, 0xfd98_7193, 0xa679_438e, 0x49b4_0821,
    0xf61e_2562, 0xc040_b340, 0x265e_5a51, 0xe9b6_c7aa, 0xd62f_105d, 0x0244_1453, 0xd8a1_e681, 0xe7d3_fbc8,
    0x21e1_cde6, 0xc337_07d6, 0xf4d5_0d87, 0x455a_14ed, 0xa9e3_e905, 0xfcef_a3f8, 0x676f_02d9, 0x8d2a_4c8a,
    0xfffa_3942, 0x8771_f681, 0x6d9d_6122, 0xfde5_380c, 0xa4be_ea44, 0x4bde_cfa9, 0xf6bb_4b60, 0xbebf_bc70,
    0x289b_7ec6, 0xeaa1_27fa, 0xd4ef_3085, 0x0488_1d05, 0xd9d4_d039, 0xe6db_99e5, 0x1fa2_7cf8, 0xc4ac_5665,
    0xf429_2244, 0x432a_ff97, 0xab94_23a7, 0xfc93_a039, 0x655b_59c3, 0x8f0c_cc92, 0xffef_f47d, 0x8584_5dd1,
    0x6fa8_7e4f, 0xfe2c_e6e0, 0xa301_4314, 0x4e08_11a1, 0xf753_7e82, 0xbd3a_f235, 0x2ad7_d2bb, 0xeb86_d391,
];

/// The fractions of the cube roots of the first 80 primes.
#[rustfmt::skip]
static ROOTS: [u64; 80] = [
    0x428a_2f98_d728_ae22, 0x7137_4491_23ef_65cd, 0xb5c0_fbcf_ec4d_3b2f, 0xe9b5_dba5_8189_dbbc,
    0x3956_c25b_f348_b538, 0x59f1_11f1_b605_d019, 0x923f_82a4_af19_4f9b, 0xab1c_5ed5_da6d_8118,
    0xd807_aa98_a303_0242, 0x1283_5b01_4570_6fbe, 0x2431_85be_4ee4_b28c, 0x550c_7dc3_d5ff_b4e2,
    0x72be_5d74_f27b_896f, 0x80de_b1fe_3b16_96b1, 0x9bdc_06a7_25c7_1235, 0xc19b_f174_cf69_2694,
    0xe49b_69c1_9ef1_4ad2, 0xefbe_4786_384f_25e3, 0x0fc1_9dc6_8b8c_d5b5, 0x240c_a1cc_77ac_9c65,
    0x2de9_2c6f_592b_0275, 0x4a74_84aa_6ea6_e483, 0x5cb0_a9dc_bd41_fbd4, 0x76f9_88da_8311_53b5,
    0x983e_5152_ee66_dfab, 0xa831_c66d_2db4_3210, 0xb003_27c8_98fb_213f, 0xbf59_7fc7_beef_0ee4,
    0xc6e0_0bf3_3da8_8fc2, 0xd5a7_9147_930a_a725, 0x06ca_6351_e003_826f, 0x1429_2967_0a0e_6e70,
    0x27b7_0a85_46d2_2ffc, 0x2e1b_2138_5c26_c926, 0x4d2c_6dfc_5ac4_2aed, 0x5338_0d13_9d95_b3df,
    0x650a_7354_8baf_63de, 0x766a_0abb_3c77_b2a8, 0x81c2_c92e_47ed_aee6, 0x9272_2c85_1482_353b,
    0xa2bf_e8a1_4cf1_0364, 0xa81a_664b_bc42_3001, 0xc24b_8b70_d0f8_9791, 0xc76c_51a3_0654_be30,
    0xd192_e819_d6ef_5218, 0xd699_0624_5565_a910, 0xf40e_3585_5771_202a, 0x106a_a070_32bb_d1b8,
    0x19a4_c116_b8d2_d0c8, 0x1e37_6c08_5141_ab53, 0x2748_774c_df8e_eb99, 0x34b0_bcb5_e19b_48a8,
    0x391c_0cb3_c5c9_5a63, 0x4ed8_aa4a_e341_8acb, 0x5b9c_ca4f_7763_e373, 0x682e_6ff3_d6b2_b8a3,
    0x748f_82ee_5def_b2fc, 0x78a5_636f_4317_2f60, 0x84c8_7814_a1f0_ab72, 0x8cc7_0208_1a64_39ec,
    0x90be_fffa_2363_1e28, 0xa450_6ceb_de82_bde9, 0xbef9_a3f7_b2c6_7915, 0xc671_78f2_e372_532b,
    0xca27_3ece_ea26_619c, 0xd186_b8c7_21c0_c207, 0xeada_7dd6_cde0_eb1e, 0xf57d_4f7f_ee6e_d178,
    0x06f0_67aa_7217_6fba, 0x0a63_7dc5_a2c8_98a6, 0x113f_9804_bef9_0dae, 0x1b71_0b35_131c_471b,
    0x28db_77f5_2304_7d84, 0x32ca_ab7b_40c7_2493, 0x3c9e_be0a_15c9_bebc, 0x431d_67c4_9c10_0d4c,
    0x4cc5_d4be_cb3e_42b6, 0x597f_299c_fc65_7e2a, 0x5fcb_6fab_3ad6_faec, 0x6c44_198c_4a47_5817,
];

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::Digest;

    #[test]
    fn every_length_around_the_blocks_hashes_as_the_crates_do() {
        let mut message = Vec::new();
        for length in 0..400u32 {
            assert_eq!(md5(&message), md5::Md5::digest(&message).to_vec());
            assert_eq!(sha256(&message)[..], sha2::Sha256::digest(&message)[..]);
            assert_eq!(
                sha512_256(&message)[..],
                sha2::Sha512_256::digest(&message)[..]
            );
            message.push((length.wrapping_mul(167) >> 2) as u8);
        }
    }
}
