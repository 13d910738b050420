//! QR codes as PNG pictures, as CreateVirtualMFADevice gives them.

use aws_wire::ApiError;
use fast_qr::{ECL, QRBuilder};
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};

/// Pixels of a module, and modules of the margin (ISO/IEC 18004, 6.3.8).
const SCALE: usize = 4;
const MARGIN: usize = 4;

/// Draws a text.
pub(crate) fn png(text: &str) -> Result<Vec<u8>, ApiError> {
    let failed = || ApiError::new("ServiceFailure", 500, "The QR code cannot be drawn.");
    let code = QRBuilder::new(text).ecl(ECL::M).build().map_err(|_| failed())?;
    let side = (code.size + 2 * MARGIN) * SCALE;
    let mut pixels = vec![u8::MAX; side * side];
    for (at, pixel) in pixels.iter_mut().enumerate() {
        let module = |place: usize| (place / SCALE).checked_sub(MARGIN);
        let dark = match (module(at / side), module(at % side)) {
            (Some(row), Some(column)) if row < code.size && column < code.size => {
                code.data.get(row * code.size + column).is_some_and(|module| module.value())
            }
            _ => false,
        };
        if dark {
            *pixel = 0;
        }
    }
    let side = u32::try_from(side).map_err(|_| failed())?;
    let mut picture = Vec::new();
    PngEncoder::new(&mut picture)
        .write_image(&pixels, side, side, ExtendedColorType::L8)
        .map_err(|_| failed())?;
    Ok(picture)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_quick_to_send_and_have_a_margin() {
        let secret = "A".repeat(64);
        let uri = format!("otpauth://totp/I:ann@1?secret={secret}&issuer=I");
        let picture = png(&uri).unwrap();
        assert!(picture.starts_with(b"\x89PNG") && picture.len() < 20_000);
        let read = image::load_from_memory(&picture).unwrap().to_luma8();
        let edge = u32::try_from(MARGIN * SCALE).unwrap();
        assert!((0..read.width()).all(|x| (0..edge).all(|y| read.get_pixel(x, y).0 == [255])));
        assert_eq!(read.get_pixel(edge, edge).0, [0], "the finder's corner");
        assert!(png(&"x".repeat(10_000)).is_err());
    }
}
