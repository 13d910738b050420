//! Pictures of QR codes as screens, printers, cameras and people spoil them,
//! and pictures without any. The same ones every time: nothing here is random.

use image::codecs::jpeg::JpegEncoder;
use image::{GrayImage, Luma};
use vault::qr::Drawing;

/// Is a picture and the texts that are in it.
pub(crate) struct Sample {
    pub(crate) kind: &'static str,
    pub(crate) picture: GrayImage,
    pub(crate) texts: Vec<String>,
}

/// How many pictures there are of each kind.
pub(crate) const OF_EACH: u32 = 12;

/// Returns so many pictures of each kind, of seventeen kinds with codes and two
/// without; all of them for [`OF_EACH`].
pub(crate) fn of_each(count: u32) -> Vec<Sample> {
    let mut samples = Vec::new();
    for variant in (0..OF_EACH).step_by((OF_EACH / count) as usize) {
        for kind in KINDS {
            samples.push(with_code(kind, variant));
        }
        for kind in EMPTY {
            samples.push(without_code(kind, variant));
        }
    }
    samples
}

pub(crate) const KINDS: [&str; 17] = [
    "turned",
    "slanted",
    "blurred",
    "pale",
    "noisy",
    "jpeg",
    "screenshot",
    "inverted",
    "tiny",
    "dense",
    "several",
    "logo",
    "shaded",
    "photo",
    "no margin",
    "squeezed",
    "inverted screenshot",
];
pub(crate) const EMPTY: [&str; 2] = ["clutter", "stripes"];

/// A sequence of numbers that looks random (Marsaglia's xorshift).
struct Dice(u32);

impl Dice {
    fn roll(&mut self, sides: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        (self.0 >> 8) % sides
    }
}

fn uri(variant: u32) -> String {
    let base32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut dice = Dice(77 + variant * 991);
    let length = [16, 32, 64][variant as usize % 3];
    let secret: String = (0..length).map(|_| char::from(base32[dice.roll(32) as usize])).collect();
    format!(
        "otpauth://totp/Amazon%20Web%20Services:user{variant}@123456789012?secret={secret}&issuer=Amazon%20Web%20Services"
    )
}

fn transfer(variant: u32) -> String {
    let mut dice = Dice(5 + variant * 37);
    let data: String = (0..380 + 30 * variant)
        .map(|_| {
            char::from(
                b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop0123456789"[dice.roll(52) as usize],
            )
        })
        .collect();
    format!("otpauth-migration://offline?data={data}")
}

fn with_code(kind: &'static str, variant: u32) -> Sample {
    let v = f64::from(variant);
    let text = if kind == "dense" { transfer(variant) } else { uri(variant) };
    let code = Code::new(&text);
    let mut texts = vec![text];
    let flat = |scale: f64| Paper::new(code.side() * scale + 40.0, code.side() * scale + 40.0, 255);
    let picture = match kind {
        "turned" => code.on(&Paper::new(420.0, 420.0, 235), 7.0 + v * 29.0, 4.0, 0.0, 0.0),
        "slanted" => {
            let side = if variant.is_multiple_of(2) { 1.0 } else { -1.0 };
            let tilt = side * (0.0008 + 0.00012 * v);
            code.on(&Paper::new(460.0, 460.0, 230), v * 3.0, 4.4, tilt, tilt * 0.7)
        }
        "blurred" => {
            let sharp = code.on(&flat(4.0), 0.0, 4.0, 0.0, 0.0);
            (0..=(variant / 2)).fold(sharp, |picture, _| blurred(&picture))
        }
        "pale" => {
            let sharp = code.on(&flat(4.0), v, 4.0, 0.0, 0.0);
            let range = 60 - 4 * variant;
            mapped(&sharp, |value, _, _| 120 + value * range / 255)
        }
        "noisy" => noisy(&code.on(&flat(5.0), v * 2.0, 5.0, 0.0, 0.0), 60 + 14 * variant, variant),
        "jpeg" => {
            jpeg(&code.on(&flat(3.0), 0.0, 3.0, 0.0, 0.0), u8::try_from(30 - 2 * variant).unwrap())
        }
        "screenshot" | "inverted screenshot" => {
            let mut screen = clutter(1280, 800, variant);
            let scale = [2, 3, 4][variant as usize % 3];
            code.paste(
                &mut screen,
                300 + 17 * variant,
                120 + 9 * variant,
                scale,
                kind != "screenshot",
            );
            screen
        }
        "inverted" => {
            let sharp = code.on(&flat(4.0), v * 7.0, 4.0, 0.0, 0.0);
            mapped(&sharp, |value, _, _| 255 - value * 9 / 10)
        }
        "tiny" => code.on(&flat(1.0 + v / 12.0), 0.0, 1.0 + v / 12.0, 0.0, 0.0),
        "dense" => code.on(&flat(2.0 + v / 6.0), v / 2.0, 2.0 + v / 6.0, 0.0, 0.0),
        "several" => {
            let mut screen = clutter(1400, 700, variant + 50);
            for place in 0..2 + variant % 3 {
                let text = uri(100 + variant * 7 + place);
                let other = Code::new(&text);
                other.paste(&mut screen, 30 + place * 330, 40 + place * 60, 4, place == 2);
                texts.push(text);
            }
            texts.remove(0);
            screen
        }
        "logo" => {
            let mut sharp = code.on(&flat(5.0), 0.0, 5.0, 0.0, 0.0);
            let half = sharp.width() / (26 - variant.min(8));
            let middle = sharp.width() / 2;
            for y in middle - half..middle + half {
                for x in middle - half..middle + half {
                    sharp.put_pixel(x, y, Luma([if (x / 5 + y / 5) % 2 == 0 { 90 } else { 200 }]));
                }
            }
            sharp
        }
        "shaded" => {
            let sharp = code.on(&flat(4.0), v * 3.0, 4.0, 0.0, 0.0);
            let width = sharp.width();
            mapped(&sharp, move |value, x, _| {
                value * (60 + 195 * x / width) / 255 * 9 / 10 + variant
            })
        }
        "photo" => {
            let paper = Paper::new(900.0, 700.0, 190);
            let slanted = code.on(&paper, -20.0 + v * 6.0, 5.0, 0.0006, -0.0004);
            let soft = blurred(&blurred(&slanted));
            let shaded = mapped(&soft, |value, x, y| value * (500 + (x + y) / 4) / 1000 + 20);
            jpeg(&noisy(&shaded, 24, variant), 55)
        }
        "no margin" => {
            let scale = 3.0 + f64::from(variant % 4);
            let side = code.side() * scale;
            code.on(&Paper::new(side, side, 255), 0.0, scale, 0.0, 0.0)
        }
        _ => {
            let sharp = code.on(&flat(6.0), 0.0, 6.0, 0.0, 0.0);
            let (width, height) = (sharp.width(), sharp.height() * (16 - variant / 2) / 20);
            image::imageops::resize(&sharp, width, height, image::imageops::FilterType::Nearest)
        }
    };
    Sample { kind, picture, texts }
}

fn without_code(kind: &'static str, variant: u32) -> Sample {
    let picture = match kind {
        "clutter" => clutter(1280, 800, variant + 200),
        _ => GrayImage::from_fn(700, 500, |x, y| {
            let wave = (x * (variant + 3) / 9 + y * (variant % 4) / 3) % 23;
            Luma([if wave < 4 + variant % 9 { 20 } else { 240 }])
        }),
    };
    Sample { kind, picture, texts: Vec::new() }
}

struct Code(Drawing);

/// Is what a code is laid on.
struct Paper {
    width: f64,
    height: f64,
    grey: u8,
}

impl Paper {
    fn new(width: f64, height: f64, grey: u8) -> Self {
        Self { width, height, grey }
    }
}

impl Code {
    fn new(text: &str) -> Self {
        Self(Drawing::new(text).unwrap())
    }

    fn side(&self) -> f64 {
        f64::from(self.0.size())
    }

    /// Lays the code in the middle of paper: turned by degrees, so many pixels a
    /// module, one side nearer than the other.
    #[expect(clippy::cast_possible_truncation, reason = "modules are few and pixels are bytes")]
    #[expect(clippy::cast_sign_loss, reason = "a mean of bytes is a byte")]
    fn on(&self, paper: &Paper, degrees: f64, scale: f64, tilt_x: f64, tilt_y: f64) -> GrayImage {
        const FINE: u32 = 3;
        let (sine, cosine) = degrees.to_radians().sin_cos();
        let dark = |x: f64, y: f64| {
            let (x, y) = (x - paper.width / 2.0, y - paper.height / 2.0);
            let depth = 1.0 + tilt_x * x + tilt_y * y;
            let (x, y) = (x / depth, y / depth);
            let (x, y) = ((x * cosine + y * sine) / scale, (y * cosine - x * sine) / scale);
            let (x, y) = (x + self.side() / 2.0, y + self.side() / 2.0);
            self.0.is_dark(x.floor() as i32, y.floor() as i32)
        };
        GrayImage::from_fn(paper.width as u32, paper.height as u32, |x, y| {
            let part =
                |at: u32, fine: u32| f64::from(at) + (f64::from(fine) + 0.5) / f64::from(FINE);
            let sum: u32 = (0..FINE * FINE)
                .map(|fine| {
                    let black = dark(part(x, fine % FINE), part(y, fine / FINE));
                    if black { 15 } else { u32::from(paper.grey) }
                })
                .sum();
            Luma([(sum / (FINE * FINE)) as u8])
        })
    }

    /// Pastes the code with its margin as a program shows it.
    fn paste(&self, screen: &mut GrayImage, left: u32, top: u32, scale: u32, inverted: bool) {
        let side = (self.0.size() + 8) * scale;
        for y in 0..side.min(screen.height() - top) {
            for x in 0..side.min(screen.width() - left) {
                let module = |at: u32| i32::try_from(at / scale).unwrap() - 4;
                let dark = self.0.is_dark(module(x), module(y)) != inverted;
                screen.put_pixel(left + x, top + y, Luma([if dark { 10 } else { 250 }]));
            }
        }
    }
}

fn mapped(picture: &GrayImage, change: impl Fn(u32, u32, u32) -> u32) -> GrayImage {
    GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
        let value = u32::from(picture.get_pixel(x, y).0[0]);
        Luma([u8::try_from(change(value, x, y).min(255)).unwrap()])
    })
}

fn blurred(picture: &GrayImage) -> GrayImage {
    image::imageops::blur(picture, 0.9)
}

fn noisy(picture: &GrayImage, most: u32, seed: u32) -> GrayImage {
    let mut dice = Dice(1 + seed * 7919);
    let mut noisy = picture.clone();
    for pixel in noisy.pixels_mut() {
        let value = i64::from(pixel.0[0]) + i64::from(dice.roll(2 * most + 1)) - i64::from(most);
        pixel.0[0] = u8::try_from(value.clamp(0, 255)).unwrap();
    }
    noisy
}

fn jpeg(picture: &GrayImage, quality: u8) -> GrayImage {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture).unwrap();
    image::load_from_memory(&bytes).unwrap().into_luma8()
}

/// Draws windows, lines of text, buttons and icons.
#[expect(clippy::many_single_char_names, reason = "places and sizes")]
pub(crate) fn clutter(width: u32, height: u32, seed: u32) -> GrayImage {
    let mut dice = Dice(3 + seed * 104_729);
    let mut screen = GrayImage::from_pixel(width, height, Luma([225]));
    let mut block = |x: u32, y: u32, w: u32, h: u32, grey: u8| {
        for y in y..(y + h).min(height) {
            for x in x..(x + w).min(width) {
                screen.put_pixel(x, y, Luma([grey]));
            }
        }
    };
    for _ in 0..14 {
        let (x, y) = (dice.roll(width), dice.roll(height));
        let (w, h) = (60 + dice.roll(400), 40 + dice.roll(260));
        let grey = u8::try_from(130 + dice.roll(125)).unwrap();
        block(x, y, w, h, 60);
        block(x + 2, y + 2, w.saturating_sub(4), h.saturating_sub(4), grey);
        for line in 0..h / 16 {
            let mut at = x + 8;
            while at + 12 < x + w {
                // Letters: a stem or two, and gaps.
                let letter = 2 + dice.roll(5);
                block(at, y + 6 + line * 16, 1 + dice.roll(2), 9, 40);
                block(at + letter, y + 6 + line * 16 + dice.roll(6), letter, 2, 40);
                at += letter + 4 + if dice.roll(6) == 0 { 7 } else { 0 };
            }
        }
        // An icon that is nearly a finder pattern.
        let (x, y, s) = (dice.roll(width - 40), dice.roll(height - 40), 2 + dice.roll(4));
        block(x, y, 7 * s, 7 * s, 20);
        block(x + s, y + s, 5 * s, 5 * s, 240);
        block(x + 2 * s, y + 2 * s, 3 * s, 3 * s, 20);
    }
    screen
}
