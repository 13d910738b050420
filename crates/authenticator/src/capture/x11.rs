//! The screen of an X server as a picture.

use vault::qr::Picture;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ConnectionExt, ImageFormat, ImageOrder, Visualtype};
use zeroize::Zeroizing;

use super::grey::grey;

/// The most pixels of a screen that are taken.
const MOST: u64 = Picture::MAX_PIXELS;

/// Takes what all monitors of the display show.
pub(crate) fn screenshot() -> Result<Picture, String> {
    let (connection, number) = x11rb::connect(None).map_err(|error| error.to_string())?;
    let setup = connection.setup();
    let screen = setup.roots.get(number).ok_or("it has no such screen")?;
    let (width, height) = (screen.width_in_pixels, screen.height_in_pixels);
    if u64::from(width) * u64::from(height) > MOST {
        return Err("it is too large".to_owned());
    }
    let image = connection
        .get_image(ImageFormat::Z_PIXMAP, screen.root, 0, 0, width, height, u32::MAX)
        .map_err(|error| error.to_string())?
        .reply()
        .map_err(|error| error.to_string())?;
    let data = Zeroizing::new(image.data);
    let format = setup.pixmap_formats.iter().find(|format| format.depth == image.depth);
    let format = format.ok_or("its format is unknown")?;
    let visuals = screen.allowed_depths.iter().flat_map(|depth| &depth.visuals);
    let visual = visuals
        .clone()
        .find(|visual| visual.visual_id == screen.root_visual)
        .ok_or("its colours are unknown")?;
    let layout = Layout {
        width: usize::from(width),
        bytes: usize::from(format.bits_per_pixel) / 8,
        pad: usize::from(format.scanline_pad) / 8,
        big_endian: setup.image_byte_order == ImageOrder::MSB_FIRST,
        masks: masks(visual),
    };
    let values = layout.greys(&data).ok_or("its format is not supported")?;
    Picture::from_grey(usize::from(width), usize::from(height), values)
        .ok_or_else(|| "it sent less than it said".to_owned())
}

fn masks(visual: &Visualtype) -> [u32; 3] {
    [visual.red_mask, visual.green_mask, visual.blue_mask]
}

/// Is how pixels lie in a picture of the X server.
struct Layout {
    width: usize,
    /// Bytes of a pixel: 2, 3 or 4.
    bytes: usize,
    /// Rows begin at multiples of so many bytes.
    pad: usize,
    big_endian: bool,
    masks: [u32; 3],
}

impl Layout {
    /// Returns the grey values of all rows; `None` for a layout that no true
    /// colour screen has.
    fn greys(&self, data: &[u8]) -> Option<Vec<u8>> {
        if !(2..=4).contains(&self.bytes) || self.pad == 0 || self.masks.contains(&0) {
            return None;
        }
        let stride = (self.width * self.bytes).next_multiple_of(self.pad);
        let mut values = Vec::with_capacity(data.len() / self.bytes);
        for row in data.chunks_exact(stride) {
            let pixels = row.get(..self.width * self.bytes)?.chunks_exact(self.bytes);
            values.extend(pixels.map(|pixel| self.grey(pixel)));
        }
        Some(values)
    }

    fn grey(&self, pixel: &[u8]) -> u8 {
        let join = |value: u32, byte: &u8| (value << 8) | u32::from(*byte);
        let value = if self.big_endian {
            pixel.iter().fold(0, join)
        } else {
            pixel.iter().rev().fold(0, join)
        };
        let [red, green, blue] = self.masks.map(|mask| {
            let part = (value & mask) >> mask.trailing_zeros();
            let most = mask >> mask.trailing_zeros();
            u8::try_from(u64::from(part) * 255 / u64::from(most)).unwrap_or(u8::MAX)
        });
        grey(red, green, blue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_padded_and_colours_lie_where_the_masks_say() {
        let masks = [0x00ff_0000, 0xff00, 0xff];
        let layout = Layout { width: 1, bytes: 3, pad: 4, big_endian: false, masks };
        assert_eq!(layout.greys(&[255, 255, 255, 9, 0, 0, 0, 9]).unwrap(), [255, 0]);
        let thin = Layout { masks: [0xf800, 0x07e0, 0x1f], bytes: 2, big_endian: true, ..layout };
        assert_eq!(thin.greys(&[0xff, 0xff, 0, 0, 0xf8, 0, 0, 0]).unwrap(), [255, 76]);
    }

    #[test]
    fn other_layouts_are_refused() {
        let layout = Layout { width: 8, bytes: 1, pad: 4, big_endian: false, masks: [1, 2, 4] };
        assert!(layout.greys(&[0; 8]).is_none());
        let grey = Layout { bytes: 4, masks: [0; 3], ..layout };
        assert!(grey.greys(&[0; 32]).is_none());
    }
}
