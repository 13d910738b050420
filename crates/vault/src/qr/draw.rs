//! Drawing a QR code: its modules, and a PNG of them. How a terminal shows the
//! modules is not known here.

use std::io::Cursor;

use image::{GrayImage, ImageFormat, Luma};
use qrcodegen::{QrCode, QrCodeEcc};
use zeroize::Zeroizing;

/// Is a drawn code: a square of dark and light modules without its margin.
pub struct Drawing(QrCode);

/// Says that a text has more bytes than a QR code takes.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the text is too long for a QR code")]
pub struct TooLong;

impl Drawing {
    /// The width of the light margin that readers need, in modules (ISO/IEC
    /// 18004, section 5.3.8).
    pub const MARGIN: u32 = 4;

    /// Draws a text; the error correction is as strong as the size allows, at
    /// least a seventh.
    pub fn new(text: &str) -> Result<Self, TooLong> {
        let draw = |level| QrCode::encode_text(text, level);
        draw(QrCodeEcc::Medium).or_else(|_| draw(QrCodeEcc::Low)).map(Self).map_err(|_| TooLong)
    }

    /// Draws a text in the smallest square that takes it, for screens with
    /// little room; the error correction is as strong as that square allows.
    pub fn smallest(text: &str) -> Result<Self, TooLong> {
        QrCode::encode_text(text, QrCodeEcc::Low).map(Self).map_err(|_| TooLong)
    }

    /// Returns the number of modules on a side.
    pub fn size(&self) -> u32 {
        u32::try_from(self.0.size()).unwrap_or_default()
    }

    /// Tells whether a module is dark; what lies outside is light.
    pub fn is_dark(&self, x: i32, y: i32) -> bool {
        self.0.get_module(x, y)
    }

    /// Writes a PNG with the margin, each module `scale` pixels wide.
    pub fn to_png(&self, scale: u32) -> Result<Zeroizing<Vec<u8>>, image::ImageError> {
        let scale = scale.max(1);
        let side = (self.size() + 2 * Self::MARGIN) * scale;
        let module = |pixel: u32| {
            i32::try_from(pixel / scale).unwrap_or_default()
                - i32::try_from(Self::MARGIN).unwrap_or_default()
        };
        let picture = GrayImage::from_fn(side, side, |x, y| {
            Luma([if self.is_dark(module(x), module(y)) { 0 } else { 255 }])
        });
        let mut png = Zeroizing::new(Vec::new());
        picture.write_to(&mut Cursor::new(&mut *png), ImageFormat::Png)?;
        Ok(png)
    }
}
