//! The picture of a window.

use tao::window::Icon;

use crate::Error;

/// A picture from rows of red, green, blue and alpha, a byte each.
///
/// # Errors
/// When the rows are not of this size. The window library of Linux would take them, and crash when it draws them.
pub(crate) fn icon(rgba: Vec<u8>, width: u32, height: u32) -> Result<Icon, Error> {
    let bytes = rgba.len();
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 || pixels.checked_mul(4) != Some(bytes as u64) {
        return Err(Error::Icon { width, height, bytes });
    }
    Icon::from_rgba(rgba, width, height).map_err(|error| Error::System(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_icon_is_of_its_size() {
        assert!(icon(vec![0; 24], 2, 3).is_ok());
        for (bytes, width, height) in
            [(4, 2, 1), (8, 1, 1), (0, 0, 0), (0, 5, 0), (3, 1, 1), (0, u32::MAX, u32::MAX)]
        {
            assert!(
                matches!(icon(vec![0; bytes], width, height), Err(Error::Icon { .. })),
                "{width} by {height}"
            );
        }
    }
}
