//! Noise that is the same on every machine: value noise over hashed lattice points.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "lattice points are small numbers, and a hash keeps the 24 bits that a float holds"
)]

/// A number from 0 to 1 for a lattice point.
pub fn hash(x: i32, y: i32, salt: i32) -> f32 {
    let mut bits = x.cast_unsigned().wrapping_mul(0x9e37_79b1)
        ^ y.cast_unsigned().wrapping_mul(0x85eb_ca77)
        ^ salt.cast_unsigned().wrapping_mul(0xc2b2_ae3d);
    bits ^= bits >> 15;
    bits = bits.wrapping_mul(0x2c1b_3c6d);
    bits ^= bits >> 12;
    bits = bits.wrapping_mul(0x297a_2d39);
    bits ^= bits >> 15;
    (bits >> 8) as f32 / 16_777_216.0
}

/// From 0 to 1, without corners: the hashes of the four points around, by how near they are.
pub fn noise(x: f32, y: f32, salt: i32) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let ease = |t: f32| t * t * (3.0 - 2.0 * t);
    let (across, down) = (ease(x - left), ease(y - top));
    let (left, top) = (left as i32, top as i32);
    let row = |y| {
        let (a, b) = (hash(left, y, salt), hash(left + 1, y, salt));
        a + (b - a) * across
    };
    let (above, below) = (row(top), row(top + 1));
    above + (below - above) * down
}

/// Noise upon noise, each finer and fainter by half: what clouds and hillsides look like. From 0 to 1.
pub fn fbm(x: f32, y: f32, octaves: i32, salt: i32) -> f32 {
    let (mut sum, mut share, mut scale) = (0.0, 0.5, 1.0);
    for octave in 0..octaves {
        sum += share * noise(x * scale, y * scale, salt + octave * 101);
        share *= 0.5;
        scale *= 2.03;
    }
    sum
}
