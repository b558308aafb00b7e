//! A photograph that nobody took: a lake at dusk between ridges, drawn from noise, the same every time.
//!
//! What makes it look like one: the light of the sky is the only light, each ridge further away is paler, the lake is
//! the same scene upside down through ripples, and a sensor's grain lies over all of it.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "places in a picture and values of a byte are small numbers, as they are and as shares"
)]

use std::borrow::Cow;

use super::bands::{Cancelled, Watch};
use super::noise::{fbm, hash, noise};
use super::picture::{PIXEL, Picture};
use super::resize::resize;

type Colour = [f32; 3];

/// Where the water begins, as a share of the height.
const HORIZON: f32 = 0.60;
/// The sun, in heights from the left and the top.
const SUN: (f32, f32) = (0.93, 0.575);
/// The ridges from the farthest: height above the water, roughness, how far its haze is.
const RIDGES: [(f32, f32, f32); 5] =
    [(0.27, 0.8, 0.84), (0.21, 1.2, 0.66), (0.15, 1.7, 0.44), (0.10, 2.4, 0.22), (0.035, 4.0, 0.03)];

/// The scene is drawn this large, and made larger where more is asked for: a lens is no sharper.
const DRAWN: (u32, u32) = (1800, 1200);

/// Takes it, `long_side` pixels wide and two thirds of that high.
///
/// # Errors
/// When it was cancelled.
pub fn dusk(long_side: u32, watch: Watch<'_>) -> Result<Picture, Cancelled> {
    let scene = Scene::new(DRAWN);
    let mut drawn = Picture::blank(DRAWN.0, DRAWN.1, true);
    let row_bytes = drawn.row_bytes();
    drawn.in_bands(watch.part(0, 3), |first, band| {
        for (y, row) in (first..).zip(band.chunks_exact_mut(row_bytes)) {
            for (x, pixel) in row.chunks_exact_mut(PIXEL).enumerate() {
                let [r, g, b] = scene.pixel(x as f32, y as f32);
                pixel.copy_from_slice(&[r, g, b, u8::MAX]);
            }
        }
    })?;
    let mut taken = resize(Cow::Owned(drawn), long_side, watch.part(1, 3))?.into_owned();
    let row_bytes = taken.row_bytes();
    taken.in_bands(watch.part(2, 3), |first, band| {
        for (y, row) in (first..).zip(band.chunks_exact_mut(row_bytes)) {
            for (x, pixel) in row.chunks_exact_mut(PIXEL).enumerate() {
                let grain = grain(x as i32, y as i32);
                for value in &mut pixel[..3] {
                    // Dark places are grainier than bright ones.
                    let strength = 3.2 + 2.0 * (1.0 - f32::from(*value) / 255.0);
                    *value = (f32::from(*value) + grain * strength).round().clamp(0.0, 255.0) as u8;
                }
            }
        }
    })?;
    Ok(taken)
}

struct Scene {
    width: f32,
    height: f32,
    /// For each ridge, how high it stands at each column, in heights.
    ridges: [Vec<f32>; RIDGES.len()],
}

impl Scene {
    fn new((columns, rows): (u32, u32)) -> Self {
        let (width, height) = (columns as f32, rows as f32);
        let mut number = 0.0;
        let ridges = RIDGES.map(|(rise, roughness, _)| {
            number += 1.0;
            let at = |x: u32| {
                let x = x as f32 / height;
                let shape = ridged(x * roughness + number * 17.3, number);
                let trees = if number > 3.0 { treetops(x, number) } else { 0.0 };
                rise * (0.25 + shape) + trees
            };
            (0..columns).map(at).collect()
        });
        Self { width, height, ridges }
    }

    fn pixel(&self, x: f32, y: f32) -> [u8; 3] {
        let (u, v) = (x / self.height, y / self.height);
        let light = if v < HORIZON { self.land_and_sky(u, v) } else { self.water(u, v) };
        let from_centre = (x / self.width - 0.5).powi(2) + (v - 0.5).powi(2);
        let vignette = 1.0 - 0.55 * from_centre;
        light.map(|light| {
            // The shoulder of a film: bright light is held back before it is lost.
            let shown = (1.0 - (-1.25 * light * vignette).exp()).powf(1.0 / 2.2);
            // And its contrast: what is dark becomes darker.
            let shown = shown + 0.55 * (smooth(0.0, 1.0, shown) - shown);
            (shown * 255.0).round() as u8
        })
    }

    /// What is seen above the water: the nearest ridge that reaches up to here, or the sky.
    fn land_and_sky(&self, u: f32, v: f32) -> Colour {
        let above = HORIZON - v;
        let column = ((u * self.height) as usize).min(self.ridges[0].len() - 1);
        for (index, (_, roughness, haze)) in RIDGES.iter().enumerate().rev() {
            let top = self.ridges[index][column];
            if above < top {
                return slope(u, above, top, index as f32, *roughness, *haze);
            }
        }
        sky(u, v)
    }

    /// The scene upside down, moved by ripples that grow towards the viewer, and darker the steeper the look.
    fn water(&self, u: f32, v: f32) -> Colour {
        let depth = (v - HORIZON) / (1.0 - HORIZON);
        let near = depth * depth;
        let stretch = 9.0 + 260.0 * (1.0 - depth).powi(2);
        let ripple = fbm(u * (5.0 + 14.0 * (1.0 - depth)), v * stretch, 3, 91) - 0.5;
        let swell = noise(u * 2.2, v * stretch * 0.35, 92) - 0.5;
        let dx = (ripple * 0.010 + swell * 0.010) * (0.25 + near * 3.0);
        let dy = (ripple * 0.055 + swell * 0.035) * (0.10 + near * 1.6);
        let mirrored = (HORIZON - (v - HORIZON) * 0.92 + dy).clamp(0.0, HORIZON - 0.0015);
        let seen = self.land_and_sky((u + dx).max(0.0), mirrored);
        let reflected = 0.78 - 0.38 * depth;
        let body = [0.006, 0.017, 0.034];
        let mut light = mix(body, seen, reflected);
        // Where a ripple leans the right way it shows the sun itself.
        let column = ((u - SUN.0) / (0.018 + 0.10 * depth)).powi(2);
        let glint = (ripple * 2.4 + swell).max(0.0).powi(2) * (-column).exp() * (1.0 - 0.6 * depth);
        for (light, sun) in light.iter_mut().zip([1.9, 0.85, 0.34]) {
            *light += glint * sun * 1.5;
        }
        // A line of mist where the water meets the land.
        mix(light, [0.42, 0.27, 0.27], 0.30 * (-depth * 42.0).exp())
    }
}

/// The light of the sky: a gradient over the horizon, the glow around the sun, clouds lit from below, first stars.
fn sky(u: f32, v: f32) -> Colour {
    const GRADIENT: [(f32, Colour); 5] = [
        (0.0, [1.05, 0.50, 0.22]),
        (0.16, [0.86, 0.33, 0.24]),
        (0.36, [0.40, 0.20, 0.30]),
        (0.64, [0.115, 0.105, 0.235]),
        (1.0, [0.022, 0.040, 0.115]),
    ];
    let up = (1.0 - v / HORIZON).clamp(0.0, 1.0);
    let mut light = gradient(&GRADIENT, up);
    let (dx, dy) = (u - SUN.0, v - SUN.1);
    let distance = (dx * dx + dy * dy * 1.6).sqrt();
    for (light, sun) in light.iter_mut().zip([1.5, 0.62, 0.20]) {
        *light += sun * ((-distance * 9.0).exp() * 1.25 + (-distance * 3.0).exp() * 0.34);
    }
    let disc = smooth(0.0245, 0.0225, (dx * dx + dy * dy).sqrt());
    light = mix(light, [7.0, 4.2, 1.9], disc);
    star(u, v, up, &mut light);
    clouds(u, v, up, distance, light)
}

fn clouds(u: f32, v: f32, up: f32, distance: f32, behind: Colour) -> Colour {
    let bend = fbm(u * 1.7, v * 3.1, 3, 7);
    let streaks = fbm(u * 1.5 + bend * 0.9, v * 9.5 + bend * 1.8, 6, 8);
    let wisps = fbm(u * 5.2 + bend, v * 26.0 + bend * 2.0, 4, 9);
    let cover = streaks * 0.82 + wisps * 0.22;
    let thick = smooth(0.44, 0.70, cover) * smooth(0.0, 0.10, up) * (1.0 - 0.45 * smooth(0.55, 1.0, up));
    let edge = 1.0 - smooth(0.56, 0.82, cover);
    let near_sun = (-distance * 2.3).exp();
    let lit = mix([0.23, 0.13, 0.21], [2.1, 0.80, 0.34], (near_sun * 1.25 * (0.35 + 0.65 * edge)).min(1.0));
    let high = [0.085, 0.075, 0.150];
    mix(behind, mix(lit, high, smooth(0.25, 0.85, up) * 0.85), thick * 0.88)
}

fn star(u: f32, v: f32, up: f32, light: &mut Colour) {
    const CELLS: f32 = 95.0;
    let (x, y) = (u * CELLS, v * CELLS);
    let cell = (x.floor() as i32, y.floor() as i32);
    let (chance, bright) = (hash(cell.0, cell.1, 31), hash(cell.0, cell.1, 32));
    if chance > 0.055 {
        return;
    }
    let at = (hash(cell.0, cell.1, 33) * 0.8 + 0.1, hash(cell.0, cell.1, 34) * 0.8 + 0.1);
    let away = ((x.fract() - at.0).powi(2) + (y.fract() - at.1).powi(2)).sqrt();
    let shine = (-(away * 17.0).powi(2)).exp() * bright.powi(3) * 0.9 * smooth(0.52, 0.95, up);
    light.iter_mut().for_each(|light| *light += shine);
}

/// A hillside: darker than the haze before it, paler towards its foot, its gullies a little lit from the sun's side.
fn slope(u: f32, above: f32, top: f32, number: f32, roughness: f32, haze: f32) -> Colour {
    let near = [0.0035, 0.0060, 0.0105];
    let glow = (-((u - SUN.0) * 2.1).powi(2)).exp();
    let far = mix([0.20, 0.125, 0.215], [0.86, 0.36, 0.22], glow * 0.85);
    let foot = 1.0 - (above / top).clamp(0.0, 1.0);
    let thick = (haze + foot * foot * 0.22 * (0.3 + haze)).min(0.97);
    let scale = 7.0 * roughness;
    let here = fbm(u * scale, above * scale * 2.2, 4, 50 + number as i32);
    let aside = fbm(u * scale + 0.12, above * scale * 2.2 - 0.05, 4, 50 + number as i32);
    let lean = ((here - aside) * 2.6).clamp(-0.5, 0.5);
    let lit = mix(near, far, thick.powf(1.6));
    lit.map(|light| light * (1.0 + lean * (0.35 + 0.45 * (1.0 - haze))))
}

/// A skyline of a ridge, between 0 and 1: folds of noise, sharp at their tops.
fn ridged(x: f32, number: f32) -> f32 {
    let (mut height, mut share, mut scale) = (0.0, 0.5, 1.0);
    for octave in 0..7 {
        let fold = 1.0 - (2.0 * noise(x * scale, number * 3.7, 70 + octave) - 1.0).abs();
        height += share * if octave == 0 { fold } else { fold * fold };
        share *= 0.46;
        scale *= 2.13;
    }
    height
}

/// Conifers along a skyline: pointed, of all sizes, in groups.
fn treetops(x: f32, number: f32) -> f32 {
    let spacing = if number > 4.0 { 0.0105 } else { 0.0046 };
    let tall = if number > 4.0 { 0.052 } else { 0.013 };
    let seed = 80 + number as i32;
    let group = smooth(0.30, 0.62, noise(x * 3.4, number, seed));
    let mut top = 0.0_f32;
    let cell = (x / spacing).floor() as i32;
    for near in cell - 2..=cell + 2 {
        let at = (near as f32 + hash(near, 1, seed)) * spacing;
        let height = tall * (0.35 + 0.65 * hash(near, 2, seed)) * (0.25 + 0.75 * group);
        let away = (x - at).abs() / (height * (0.20 + 0.07 * hash(near, 3, seed)));
        // Its branches: a saw along the outline, finer than the tree.
        let branches = 0.10 * (away * 11.0 + hash(near, 4, seed)).fract();
        top = top.max(height * (1.0 - away - branches).max(0.0));
    }
    top
}

/// What a sensor adds: near 0 most of the time, within 1.5 always.
fn grain(x: i32, y: i32) -> f32 {
    hash(x, y, 11) + hash(x, y, 12) + hash(x, y, 13) - 1.5
}

fn gradient(stops: &[(f32, Colour)], at: f32) -> Colour {
    let after = stops.iter().position(|(stop, _)| *stop >= at).unwrap_or(stops.len() - 1).max(1);
    let ((from, dark), (to, light)) = (stops[after - 1], stops[after]);
    mix(dark, light, smooth(from, to, at))
}

fn mix(from: Colour, to: Colour, share: f32) -> Colour {
    [0, 1, 2].map(|channel| from[channel] + (to[channel] - from[channel]) * share)
}

/// From 0 at `from` to 1 at `to`, without a corner.
fn smooth(from: f32, to: f32, at: f32) -> f32 {
    let t = ((at - from) / (to - from)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}
