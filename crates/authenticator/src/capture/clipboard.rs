//! QR codes in a picture that was copied.

use arboard::{Clipboard, Error};
use vault::qr::{self, Picture};
use zeroize::Zeroizing;

use super::grey::grey;
use crate::failure::Failure;

/// Returns the texts of all QR codes in the picture on the clipboard.
pub(crate) fn codes() -> Result<Vec<Zeroizing<String>>, Failure> {
    let picture = Clipboard::new().and_then(|mut clipboard| clipboard.get_image());
    let picture = picture.map_err(|error| match error {
        Error::ContentNotAvailable => Failure::new("there is no picture on the clipboard"),
        other => Failure::new(format!("the clipboard cannot be read: {other}")),
    })?;
    let bytes = Zeroizing::new(picture.bytes.into_owned());
    // What is transparent lies on white paper.
    let on_white = |value: u8, alpha: u8| {
        let (value, alpha) = (u32::from(value), u32::from(alpha));
        u8::try_from((value * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
    };
    let value = |pixel: &[u8]| match pixel {
        &[red, green, blue, alpha] => on_white(grey(red, green, blue), alpha),
        _ => u8::MAX,
    };
    let values = bytes.chunks_exact(4).map(value).collect();
    let picture = Picture::from_grey(picture.width, picture.height, values)
        .ok_or_else(|| Failure::new("the picture on the clipboard is damaged"))?;
    Ok(qr::read(&picture))
}
