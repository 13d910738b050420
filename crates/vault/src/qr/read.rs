//! Finding the QR codes in a picture. No single reader sees everything, so two
//! of them look at the picture as it is and inverted, and only where nothing is
//! found do they look again at changed pictures, cheapest change first.

use std::panic::{AssertUnwindSafe, catch_unwind};

use quircs::Quirc;
use rxing::common::{BitMatrix, DetectorRXingResult, GlobalHistogramBinarizer, HybridBinarizer};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{FindFinderPatterns, GenerateFinderPatternSets, SampleQR};
use rxing::{Binarizer, BinaryBitmap, Luma8Source};
use zeroize::Zeroizing;

use super::Picture;

/// How many pixels are looked at altogether before a picture counts as empty:
/// about half a second of work, several where a fine pattern covers everything.
const BUDGET: usize = 12_000_000;

/// How many places that could be corners of a code are tried altogether, three
/// at a time. What is woven or full of icons has tens of thousands of them.
const CORNERS: usize = 4_000;

/// How many of these may be tried in one look.
const CORNERS_AT_ONCE: usize = 800;

/// A picture with more pixels than this is looked at in a smaller size only.
const LARGE: usize = 12_000_000;

/// Returns the texts of all QR codes in a picture, each once, in the order of
/// finding. Codes whose content is not UTF-8 text are left out.
pub fn read(picture: &Picture) -> Vec<Zeroizing<String>> {
    let mut search = Search { found: Vec::new(), budget: BUDGET, corners: CORNERS };
    if picture.is_flat() {
        return search.found;
    }
    let picture = &picture.stretched();
    if picture.pixels() > LARGE {
        search.look(&shrunk(picture, LARGE));
    } else {
        search.look(picture);
    }
    for change in CHANGES {
        if !search.found.is_empty() {
            break;
        }
        if let Some(changed) = change.of(picture).filter(|one| 2 * one.pixels() <= search.budget) {
            search.look(&changed);
        }
    }
    search.found
}

struct Search {
    found: Vec<Zeroizing<String>>,
    budget: usize,
    corners: usize,
}

impl Search {
    /// Looks at a picture as it is and inverted, with both readers.
    fn look(&mut self, picture: &Picture) {
        for picture in [picture, &picture.inverted()] {
            self.budget = self.budget.saturating_sub(picture.pixels());
            // A fault inside a reader is a code not found, nothing worse.
            let corners = &mut self.corners;
            let near = catch_unwind(AssertUnwindSafe(|| with_rxing(picture, corners)));
            let far = catch_unwind(AssertUnwindSafe(|| with_quircs(picture)));
            for text in near.into_iter().chain(far).flatten() {
                if !self.found.contains(&text) {
                    self.found.push(text);
                }
            }
        }
    }
}

/// Looks with thresholds of the neighbourhood, then with one for everything.
fn with_rxing(picture: &Picture, corners: &mut usize) -> Vec<Zeroizing<String>> {
    let side = |side: usize| u32::try_from(side).unwrap_or_default();
    let (width, height) = (side(picture.width), side(picture.height));
    let source = || Luma8Source::new_with_slice(&picture.grey, width, height);
    let near = source().map(|one| seen(HybridBinarizer::new(one), corners)).unwrap_or_default();
    if near.is_empty() {
        let far = source().map(|one| seen(GlobalHistogramBinarizer::new(one), corners));
        return far.unwrap_or_default();
    }
    near
}

/// Looks for corners of codes and tries each three that could belong together,
/// the likeliest first.
fn seen<B: Binarizer>(binarizer: B, corners: &mut usize) -> Vec<Zeroizing<String>> {
    let bitmap = BinaryBitmap::new(binarizer);
    let matrix: &BitMatrix = bitmap.get_black_matrix();
    let mut patterns = FindFinderPatterns(matrix, true, 0);
    let sets = GenerateFinderPatternSets(&mut patterns);
    let mut used = Vec::new();
    let mut texts = Vec::new();
    let tries = sets.len().min(CORNERS_AT_ONCE).min(*corners);
    *corners -= tries;
    for set in sets.into_iter().take(tries) {
        let three = [set.bl, set.tl, set.tr];
        if three.iter().any(|corner| used.contains(corner)) {
            continue;
        }
        let Ok(sampled) = SampleQR(matrix, &set) else { continue };
        let Ok(decoded) = Decode(sampled.getBits()) else { continue };
        if !decoded.isValid() {
            continue;
        }
        used.extend(three);
        // What is not UTF-8 is no text of ours, and not to be guessed at.
        let text = Zeroizing::new(decoded.text());
        if !text.is_empty() && !text.contains(char::REPLACEMENT_CHARACTER) {
            texts.push(text);
        }
    }
    texts
}

fn with_quircs(picture: &Picture) -> Vec<Zeroizing<String>> {
    let mut quirc = Quirc::new();
    let codes = quirc.identify(picture.width, picture.height, &picture.grey);
    codes
        .filter_map(|code| code.ok()?.decode().ok())
        .filter_map(|data| String::from_utf8(data.payload).ok().map(Zeroizing::new))
        .filter(|text| !text.is_empty())
        .collect()
}

/// Is a second look at a picture: this many times as large, over this much
/// smaller, then with another filter; a white margin is always added.
struct Change {
    times: usize,
    over: usize,
    filter: fn(&Picture) -> Picture,
}

/// Cheap before dear, and what helps often before what helps seldom.
const CHANGES: [Change; 8] = [
    Change { times: 1, over: 2, filter: Picture::clone },
    Change { times: 1, over: 4, filter: Picture::clone },
    Change { times: 1, over: 1, filter: Picture::clone },
    Change { times: 1, over: 1, filter: Picture::blurred },
    Change { times: 2, over: 1, filter: Picture::clone },
    Change { times: 2, over: 1, filter: Picture::sharpened },
    Change { times: 3, over: 1, filter: Picture::clone },
    Change { times: 3, over: 1, filter: Picture::sharpened },
];

const MARGIN: usize = 24;

impl Change {
    /// Makes the changed picture; `None` where it would be too large.
    fn of(&self, picture: &Picture) -> Option<Picture> {
        let scaled = |side: usize| side * self.times / self.over;
        let (width, height) = (scaled(picture.width), scaled(picture.height));
        if width.checked_mul(height).is_none_or(|pixels| pixels == 0 || pixels > LARGE) {
            return None;
        }
        let resized =
            if self.times == self.over { picture.clone() } else { picture.resized(width, height) };
        Some((self.filter)(&resized.with_margin(MARGIN, u8::MAX)))
    }
}

/// The picture in a size of at most so many pixels, its proportions kept.
fn shrunk(picture: &Picture, pixels: usize) -> Picture {
    let divisor = picture.pixels().div_ceil(pixels.max(1)).isqrt() + 1;
    picture.resized(picture.width / divisor, picture.height / divisor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::qr::Drawing;
    use proptest::prelude::*;

    const URI: &str = "otpauth://totp/Amazon%20Web%20Services:alice@acme?secret=AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQTCQKRMFYYDENBWHA5DYPSAIJCEMSCKJRH&issuer=Amazon%20Web%20Services";

    fn drawn(text: &str, scale: u32) -> Picture {
        Picture::decode(&Drawing::new(text).unwrap().to_png(scale).unwrap()).unwrap()
    }

    fn texts(picture: &Picture) -> Vec<String> {
        read(picture).iter().map(|text| text.to_string()).collect()
    }

    /// Lays pictures side by side on grey paper.
    fn beside(pictures: &[Picture]) -> Picture {
        let height = pictures.iter().map(|one| one.height).max().unwrap();
        let width = pictures.iter().map(|one| one.width).sum();
        let mut grey = Vec::new();
        for y in 0..height {
            for one in pictures {
                match one.grey.chunks(one.width).nth(y) {
                    Some(row) => grey.extend_from_slice(row),
                    None => grey.resize(grey.len() + one.width, 200),
                }
            }
        }
        Picture::from_grey(width, height, grey).unwrap()
    }

    fn cropped(picture: &Picture, margin: usize) -> Picture {
        let side = picture.width - 2 * margin;
        let rows = picture.grey.chunks(picture.width).skip(margin).take(side);
        let grey = rows.flat_map(|row| row[margin..margin + side].to_vec()).collect();
        Picture::from_grey(side, side, grey).unwrap()
    }

    #[test]
    fn reads_every_size_from_one_pixel_a_module() {
        for scale in [1, 2, 3, 5, 10, 20] {
            assert_eq!(texts(&drawn(URI, scale)), [URI], "{scale} pixels a module");
        }
    }

    #[test]
    fn reads_light_on_dark() {
        assert_eq!(texts(&drawn(URI, 4).inverted()), [URI]);
    }

    #[test]
    fn reads_without_a_margin() {
        assert_eq!(texts(&cropped(&drawn(URI, 4), 16)), [URI]);
        assert_eq!(texts(&cropped(&drawn(URI, 4), 16).inverted()), [URI]);
    }

    #[test]
    fn reads_low_contrast_and_blur() {
        let mut pale = drawn(URI, 4);
        pale.grey.iter_mut().for_each(|value| *value = 150 + *value / 8);
        assert_eq!(texts(&pale), [URI]);
        assert_eq!(texts(&drawn(URI, 4).blurred().blurred()), [URI]);
    }

    #[test]
    fn reads_all_codes_of_a_picture_once() {
        let picture = beside(&[drawn("one", 4), drawn("two", 6), drawn("one", 5).inverted()]);
        let mut found = texts(&picture);
        found.sort();
        assert_eq!(found, ["one", "two"]);
    }

    #[test]
    fn reads_the_longest_transfer_codes() {
        let long = format!("otpauth-migration://offline?data={}", "Ab1%2B".repeat(140));
        assert_eq!(texts(&drawn(&long, 3)), [long]);
    }

    #[test]
    fn reads_a_code_in_a_large_screen() {
        let mut screen = Picture::from_grey(3840, 2160, vec![240; 3840 * 2160]).unwrap();
        let code = drawn(URI, 3);
        for (y, row) in code.grey.chunks(code.width).enumerate() {
            let at = (900 + y) * 3840 + 2500;
            screen.grey[at..at + row.len()].copy_from_slice(row);
        }
        assert_eq!(texts(&screen), [URI]);
    }

    #[test]
    fn finds_nothing_where_nothing_is() {
        for picture in [
            Picture::from_grey(0, 0, Vec::new()).unwrap(),
            Picture::from_grey(1, 1, vec![0]).unwrap(),
            Picture::from_grey(300, 2, vec![9; 600]).unwrap(),
            Picture::from_grey(400, 300, vec![255; 120_000]).unwrap(),
        ] {
            assert!(texts(&picture).is_empty());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn noise_is_no_code_and_no_fault(width in 1_usize..90, grey in proptest::collection::vec(any::<u8>(), 1..5000)) {
            let height = grey.len() / width;
            let grey = grey[..width * height].to_vec();
            prop_assert!(texts(&Picture::from_grey(width, height, grey).unwrap()).is_empty());
        }
    }
}
