//! Pictures as grey values: decoded from a file with limits, and the few
//! changes that help a reader see. Finding codes is `read`'s affair.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use image::{ImageReader, Limits};

/// Is a picture in grey values, one byte a pixel, row after row.
#[derive(Clone)]
pub struct Picture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) grey: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({}x{})", self.width, self.height)
    }
}

/// Says why a file holds no picture that can be read.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The operating system refused.
    #[error("cannot read {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A folder, a pipe or a device instead of a file.
    #[error("{} is not a regular file", .0.display())]
    NotAFile(PathBuf),
    /// The file is larger than any screenshot.
    #[error("the picture file is larger than {} MiB", Picture::MAX_FILE_BYTES / 1_048_576)]
    FileTooLarge,
    /// The picture says that it has more pixels than are accepted.
    #[error("the picture has more than {} million pixels; crop it to the QR code", Picture::MAX_PIXELS / 1_000_000)]
    TooManyPixels,
    /// None of the formats.
    #[error("this is no PNG, JPEG, WebP or BMP picture")]
    Format,
    /// A picture that cannot be decoded.
    #[error("the picture is damaged: {0}")]
    Damaged(String),
}

impl Picture {
    /// The largest picture file, in bytes.
    pub const MAX_FILE_BYTES: u64 = 32 * 1024 * 1024;
    /// The most pixels of a picture; a decoded pixel takes up to eight bytes.
    pub const MAX_PIXELS: u64 = 40_000_000;

    const MAX_SIDE: u32 = 16_384;

    /// Reads a picture file.
    pub fn open(path: &Path) -> Result<Self, PictureError> {
        let io = |source| PictureError::Io { path: path.to_owned(), source };
        let data = std::fs::metadata(path).map_err(io)?;
        if !data.is_file() {
            return Err(PictureError::NotAFile(path.to_owned()));
        }
        if data.len() > Self::MAX_FILE_BYTES {
            return Err(PictureError::FileTooLarge);
        }
        Self::decode(&std::fs::read(path).map_err(io)?)
    }

    /// Decodes a picture; its size is checked before memory is taken for it.
    pub fn decode(bytes: &[u8]) -> Result<Self, PictureError> {
        let damaged = |error: image::ImageError| match error {
            image::ImageError::Limits(_) => PictureError::TooManyPixels,
            other => PictureError::Damaged(other.to_string()),
        };
        let mut limits = Limits::default();
        limits.max_image_width = Some(Self::MAX_SIDE);
        limits.max_image_height = Some(Self::MAX_SIDE);
        limits.max_alloc = Some(Self::MAX_PIXELS * 8);
        let reader = || {
            let mut reader = ImageReader::new(Cursor::new(bytes))
                .with_guessed_format()
                .map_err(|_| PictureError::Format)?;
            reader.limits(limits.clone());
            if reader.format().is_some() { Ok(reader) } else { Err(PictureError::Format) }
        };
        let (width, height) = reader()?.into_dimensions().map_err(damaged)?;
        if u64::from(width) * u64::from(height) > Self::MAX_PIXELS {
            return Err(PictureError::TooManyPixels);
        }
        let decoded = reader()?.decode().map_err(damaged)?;
        // What is transparent lies on white paper.
        let grey = if decoded.color().has_alpha() {
            let on_white = |[grey, alpha]: [u8; 2]| {
                let (grey, alpha) = (u16::from(grey), u16::from(alpha));
                u8::try_from((grey * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
            };
            decoded.into_luma_alpha8().pixels().map(|pixel| on_white(pixel.0)).collect()
        } else {
            decoded.into_luma8().into_raw()
        };
        Ok(Self { width: width as usize, height: height as usize, grey })
    }

    /// Takes grey values; `None` unless there are `width` times `height`.
    pub fn from_grey(width: usize, height: usize, grey: Vec<u8>) -> Option<Self> {
        (width.checked_mul(height) == Some(grey.len())).then_some(Self { width, height, grey })
    }

    pub(crate) fn pixels(&self) -> usize {
        self.grey.len()
    }

    /// Black for white and white for black.
    pub(crate) fn inverted(&self) -> Self {
        Self { grey: self.grey.iter().map(|value| 255 - value).collect(), ..*self }
    }

    /// A margin of the given width and grey value, for codes that touch the edge.
    pub(crate) fn with_margin(&self, margin: usize, value: u8) -> Self {
        let (width, height) = (self.width + 2 * margin, self.height + 2 * margin);
        let mut grey = Vec::with_capacity(width * height);
        grey.resize(margin * width, value);
        for row in self.grey.chunks(self.width.max(1)) {
            grey.resize(grey.len() + margin, value);
            grey.extend_from_slice(row);
            grey.resize(grey.len() + margin, value);
        }
        grey.resize(width * height, value);
        Self { width, height, grey }
    }

    /// Another size, by the means of what falls into a pixel or between pixels.
    pub(crate) fn resized(&self, width: usize, height: usize) -> Self {
        let as_u32 = |side: usize| u32::try_from(side.max(1)).unwrap_or(u32::MAX);
        let Some(buffer) =
            image::GrayImage::from_raw(as_u32(self.width), as_u32(self.height), self.grey.clone())
        else {
            return self.clone();
        };
        let filter = image::imageops::FilterType::Triangle;
        let resized = image::imageops::resize(&buffer, as_u32(width), as_u32(height), filter);
        Self { width: width.max(1), height: height.max(1), grey: resized.into_raw() }
    }

    /// Tells whether all pixels are of nearly one value, so that there is nothing
    /// to be seen in it: a wall before a camera, an empty screen.
    pub(crate) fn is_flat(&self) -> bool {
        let ends = self.grey.iter().min().zip(self.grey.iter().max());
        ends.is_none_or(|(darkest, lightest)| lightest - darkest < 8)
    }

    /// The same with its darkest and lightest hundredth as black and white: pale
    /// codes become plain. A picture of nearly one value stays as it is.
    pub(crate) fn stretched(&self) -> Self {
        let mut counts = [0_usize; 256];
        for value in &self.grey {
            if let Some(count) = counts.get_mut(usize::from(*value)) {
                *count += 1;
            }
        }
        let few = self.grey.len() / 100;
        let darkest = reached(counts.iter().enumerate(), few).unwrap_or(0);
        let lightest = reached(counts.iter().enumerate().rev(), few).unwrap_or(255);
        let range = lightest - darkest;
        if !(12..200).contains(&range) {
            return self.clone();
        }
        let stretch = |value: &u8| {
            let value = (i32::from(*value) - darkest) * 255 / range;
            u8::try_from(value.clamp(0, 255)).unwrap_or(u8::MAX)
        };
        Self { grey: self.grey.iter().map(stretch).collect(), ..*self }
    }

    /// The same with its edges drawn harder: each pixel is moved away from the
    /// mean of its neighbours, half as far again as it is from it.
    pub(crate) fn sharpened(&self) -> Self {
        let harder = |(value, mean): (&u8, &u8)| {
            let (value, mean) = (i32::from(*value), i32::from(*mean));
            u8::try_from((value + (value - mean) * 3 / 2).clamp(0, 255)).unwrap_or(u8::MAX)
        };
        let soft = self.blurred();
        Self { grey: self.grey.iter().zip(&soft.grey).map(harder).collect(), ..*self }
    }

    /// The mean of each pixel and its eight neighbours: joins dots, drowns noise.
    /// At the edges, the edge counts for its missing neighbour.
    pub(crate) fn blurred(&self) -> Self {
        let at = |x: usize, y: usize| {
            let (x, y) = (x.min(self.width - 1), y.min(self.height - 1));
            self.grey.get(y * self.width + x).copied().map_or(0, u16::from)
        };
        let mut grey = Vec::with_capacity(self.grey.len());
        for y in 0..self.height {
            let row = |x: usize| at(x, y.saturating_sub(1)) + at(x, y) + at(x, y + 1);
            for x in 0..self.width {
                let sum = row(x.saturating_sub(1)) + row(x) + row(x + 1);
                grey.push(u8::try_from(sum / 9).unwrap_or(u8::MAX));
            }
        }
        Self { grey, ..*self }
    }
}

/// Returns the value at which more than a few pixels have been counted.
fn reached<'a>(mut counts: impl Iterator<Item = (usize, &'a usize)>, few: usize) -> Option<i32> {
    let mut sum = 0;
    let found = counts.find(|(_, count)| {
        sum += **count;
        sum > few
    });
    found.and_then(|(value, _)| i32::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{DynamicImage, GrayAlphaImage, GrayImage, ImageFormat, Luma, LumaA};

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn halves() -> DynamicImage {
        GrayImage::from_fn(64, 32, |x, _| Luma([if x < 32 { 0 } else { 255 }])).into()
    }

    #[test]
    fn decodes_every_format_that_it_promises() {
        let rgb = DynamicImage::from(halves().to_rgb8());
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Bmp] {
            let picture = Picture::decode(&encoded(&rgb, format)).unwrap();
            assert_eq!((picture.width, picture.height), (64, 32), "{format:?}");
            assert!(picture.grey[5] < 20 && picture.grey[60] > 235, "{format:?}");
        }
    }

    #[test]
    fn what_is_transparent_lies_on_white() {
        let ink = |x| LumaA(if x == 0 { [0, 255] } else { [0, 0] });
        let picture = GrayAlphaImage::from_fn(2, 1, |x, _| ink(x)).into();
        assert_eq!(Picture::decode(&encoded(&picture, ImageFormat::Png)).unwrap().grey, [0, 255]);
    }

    /// A BMP header that promises a picture of this size, and nothing after it.
    fn bomb(width: u32, height: u32) -> Vec<u8> {
        let mut bmp = encoded(&halves().to_rgb8().into(), ImageFormat::Bmp);
        bmp[18..22].copy_from_slice(&width.to_le_bytes());
        bmp[22..26].copy_from_slice(&height.to_le_bytes());
        bmp
    }

    #[test]
    fn bombs_are_refused_before_memory_is_taken() {
        for (width, height) in [(16_000, 16_000), (30_000, 2), (8_000, 8_000)] {
            let error = Picture::decode(&bomb(width, height)).unwrap_err();
            assert!(matches!(error, PictureError::TooManyPixels), "{width}x{height}: {error}");
        }
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        assert!(matches!(Picture::decode(b""), Err(PictureError::Format)));
        assert!(matches!(
            Picture::decode(b"GIF89a"),
            Err(PictureError::Damaged(_) | PictureError::Format)
        ));
        let png = encoded(&halves(), ImageFormat::Png);
        assert!(matches!(Picture::decode(&png[..40]), Err(PictureError::Damaged(_))));
    }

    #[test]
    fn changes_keep_the_size_in_step_with_the_values() {
        let picture = Picture::decode(&encoded(&halves(), ImageFormat::Png)).unwrap();
        for changed in [
            picture.inverted(),
            picture.blurred(),
            picture.stretched(),
            picture.sharpened(),
            picture.with_margin(3, 255),
            picture.resized(10, 7),
            picture.resized(0, 0),
        ] {
            assert_eq!(changed.width * changed.height, changed.grey.len());
        }
        let pale = Picture::from_grey(2, 2, vec![100, 140, 140, 120]).unwrap();
        assert_eq!(pale.stretched().grey, [0, 255, 255, 127]);
        let flat = Picture::from_grey(3, 3, vec![90; 9]).unwrap();
        assert!(flat.is_flat() && !pale.is_flat());
        assert_eq!((flat.stretched().grey, flat.sharpened().grey), (vec![90; 9], vec![90; 9]));
        assert_eq!(flat.blurred().grey, flat.grey);
    }
}
