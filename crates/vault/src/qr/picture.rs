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

    /// The value that three quarters of the pixels at the edge do not exceed: the
    /// paper, also where a code without a margin touches the edge.
    pub(crate) fn paper(&self) -> u8 {
        let rows = || self.grey.chunks(self.width.max(1));
        let sides = rows().filter_map(|row| Some([*row.first()?, *row.last()?])).flatten();
        let ends = rows().take(1).chain(rows().rev().take(1)).flatten().copied();
        let mut edge: Vec<u8> = sides.chain(ends).collect();
        edge.sort_unstable();
        edge.get(edge.len() * 3 / 4).copied().unwrap_or(u8::MAX)
    }

    /// So many times smaller, each pixel the mean of those that it covers.
    pub(crate) fn shrunk(&self, times: usize) -> Self {
        let times = times.max(1);
        let (width, height) = (self.width / times, self.height / times);
        let mut grey = Vec::with_capacity(width * height);
        let area = times * times;
        for rows in self.grey.chunks_exact((self.width * times).max(1)) {
            let mut sums = vec![0_usize; width];
            for row in rows.chunks_exact(self.width.max(1)) {
                for (sum, pixels) in sums.iter_mut().zip(row.chunks_exact(times)) {
                    *sum += pixels.iter().map(|value| usize::from(*value)).sum::<usize>();
                }
            }
            grey.extend(sums.iter().map(|sum| u8::try_from(sum / area).unwrap_or(u8::MAX)));
        }
        grey.resize(width * height, u8::MAX);
        Self { width, height, grey }
    }

    /// So many times larger; between the middles of pixels lie their mixtures.
    pub(crate) fn enlarged(&self, times: usize) -> Self {
        let times = times.max(1);
        let parts = 2 * times;
        // Between which two pixels a new one lies, and how far on, in parts.
        let between = |at: usize, side: usize| {
            let at = (2 * at + 1).saturating_sub(times);
            (at / parts, (at / parts + 1).min(side.saturating_sub(1)), at % parts)
        };
        let mixed = |near: u8, far: u8, part: usize| {
            let sum = usize::from(near) * (parts - part) + usize::from(far) * part;
            u8::try_from(sum / parts).unwrap_or(u8::MAX)
        };
        let (width, height) = (self.width * times, self.height * times);
        let columns: Vec<_> = (0..width).map(|x| between(x, self.width)).collect();
        let row = |y: usize| self.grey.get(y * self.width..(y + 1) * self.width).unwrap_or(&[]);
        let mut grey = Vec::with_capacity(width * height);
        for y in 0..height {
            let (above, below, part) = between(y, self.height);
            let pairs = row(above).iter().zip(row(below));
            let line: Vec<u8> = pairs.map(|(near, far)| mixed(*near, *far, part)).collect();
            let at = |x: usize| line.get(x).copied().unwrap_or(u8::MAX);
            grey.extend(
                columns.iter().map(|(left, right, part)| mixed(at(*left), at(*right), *part)),
            );
        }
        Self { width, height, grey }
    }

    /// Tells whether all pixels are of nearly one value, so that there is nothing
    /// to be seen in it: a wall before a camera, an empty screen.
    pub(crate) fn is_flat(&self) -> bool {
        let ends = (u8::MAX, u8::MIN);
        let wider = |(low, high): (u8, u8), value: &u8| (low.min(*value), high.max(*value));
        let (darkest, lightest) = self.grey.iter().fold(ends, wider);
        lightest.saturating_sub(darkest) < 8
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
        let stretch = |value: u8| {
            let value = (i32::from(value) - darkest) * 255 / range;
            u8::try_from(value.clamp(0, 255)).unwrap_or(u8::MAX)
        };
        let new: Vec<u8> = (0..=u8::MAX).map(stretch).collect();
        let new = |value: &u8| new.get(usize::from(*value)).copied().unwrap_or(*value);
        Self { grey: self.grey.iter().map(new).collect(), ..*self }
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
        let row = |y: usize| {
            let start = y.min(self.height.saturating_sub(1)) * self.width;
            self.grey.get(start..start + self.width).unwrap_or(&[])
        };
        let mut grey = Vec::with_capacity(self.grey.len());
        for y in 0..self.height {
            let neighbours = row(y.saturating_sub(1)).iter().zip(row(y)).zip(row(y + 1));
            let sum = |((above, here), below): ((&u8, &u8), &u8)| {
                u16::from(*above) + u16::from(*here) + u16::from(*below)
            };
            let sums: Vec<u16> = neighbours.map(sum).collect();
            let left = sums.iter().take(1).chain(&sums);
            let right = sums.iter().skip(1).chain(sums.last());
            let means = left.zip(&sums).zip(right).map(|((left, here), right)| {
                u8::try_from((left + here + right) / 9).unwrap_or(u8::MAX)
            });
            grey.extend(means);
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
            picture.shrunk(3),
            picture.shrunk(100),
            picture.enlarged(3),
        ] {
            assert_eq!(changed.width * changed.height, changed.grey.len());
        }
        let pale = Picture::from_grey(2, 2, vec![100, 140, 140, 120]).unwrap();
        assert_eq!(pale.stretched().grey, [0, 255, 255, 127]);
        let two = Picture::from_grey(2, 2, vec![0, 80, 0, 80]).unwrap();
        assert_eq!(two.enlarged(2).grey, [0, 20, 60, 80].repeat(4));
        assert_eq!((two.shrunk(2).grey, two.paper()), (vec![40], 80));
        let flat = Picture::from_grey(3, 3, vec![90; 9]).unwrap();
        assert!(flat.is_flat() && !pale.is_flat());
        assert_eq!((flat.stretched().grey, flat.sharpened().grey), (vec![90; 9], vec![90; 9]));
        assert_eq!(flat.blurred().grey, flat.grey);
    }
}
