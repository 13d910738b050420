//! QR codes as PNG pictures, as CreateVirtualMFADevice gives them.

use aws_wire::ApiError;
use fast_qr::{ECL, QRBuilder};
use png::{BitDepth, ColorType, Compression, Encoder, Filter};

/// Pixels of a module, and modules of the margin (ISO/IEC 18004, 6.3.8).
const SCALE: usize = 4;
const MARGIN: usize = 4;

/// Draws a text, with one bit for each pixel.
pub(crate) fn png(text: &str) -> Result<Vec<u8>, ApiError> {
    let failed = || ApiError::new("ServiceFailure", 500, "The QR code cannot be drawn.");
    let code = QRBuilder::new(text).ecl(ECL::M).build().map_err(|_| failed())?;
    let side = (code.size + 2 * MARGIN) * SCALE;
    let width = side.div_ceil(8);
    let white = vec![u8::MAX; width];
    let mut pixels = Vec::with_capacity(width * side);
    for _ in 0..MARGIN * SCALE {
        pixels.extend_from_slice(&white);
    }
    for modules in code.data.chunks(code.size).take(code.size) {
        let mut row = white.clone();
        for (column, _) in modules.iter().enumerate().filter(|(_, module)| module.value()) {
            let left = (MARGIN + column) * SCALE;
            for at in left..left + SCALE {
                if let Some(eight) = row.get_mut(at / 8) {
                    *eight &= !(0x80 >> (at % 8));
                }
            }
        }
        for _ in 0..SCALE {
            pixels.extend_from_slice(&row);
        }
    }
    for _ in 0..MARGIN * SCALE {
        pixels.extend_from_slice(&white);
    }
    let side = u32::try_from(side).map_err(|_| failed())?;
    write(side, &pixels).map_err(|_| failed())
}

/// Writes a square picture.
fn write(side: u32, pixels: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut picture = Vec::new();
    let mut encoder = Encoder::new(&mut picture, side, side);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    encoder.set_compression(Compression::Fast);
    encoder.set_filter(Filter::Up);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
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
