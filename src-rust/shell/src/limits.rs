//! The bounds of the shell: unit, attack, default. The bridge's own stand in `footbridge::limits`.

use crate::Error;

/// Longest side of a window, a webview or an icon. Unit: pixels, logical where they are asked for so. Attack: a page that
/// asks for one so large that its picture takes all memory there is, and the display ends the app. Default: 8,192.
pub(crate) const SIDE_MAX: f64 = 8_192.0;

/// Files that the process may have open, where the system permits as many. Unit: files. Attack: a page that opens files
/// within the bounds of the bridge, and so takes the last one that the system grants by default, often 1,024; then
/// nothing opens any more. Default: 65,536.
pub(crate) const OPEN_FILES_MAX: u64 = 65_536;

/// The side of something that is drawn.
///
/// # Errors
/// When it is less than a pixel, or over the bound.
pub(crate) fn side(length: f64) -> Result<f64, Error> {
    if (1.0..=SIDE_MAX).contains(&length) { Ok(length) } else { Err(Error::Side(length)) }
}

/// The least that a side may become: none, or one that can be drawn.
///
/// # Errors
/// When it is negative, or over the bound.
pub(crate) fn least_side(length: f64) -> Result<f64, Error> {
    if (0.0..=SIDE_MAX).contains(&length) { Ok(length) } else { Err(Error::Side(length)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_is_a_length_that_can_be_drawn() {
        assert!(side(1.0).is_ok() && side(SIDE_MAX).is_ok() && least_side(0.0).is_ok());
        for length in [0.0, 0.4, -1.0, SIDE_MAX + 0.1, f64::NAN, f64::INFINITY] {
            assert!(matches!(side(length), Err(Error::Side(_))), "{length}");
        }
        for length in [-0.1, 1e300, f64::NAN] {
            assert!(least_side(length).is_err(), "{length}");
        }
    }
}
