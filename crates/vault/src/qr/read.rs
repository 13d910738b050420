//! Finding the QR codes in a picture. No single reader sees everything, so two
//! of them look at the picture as it is and inverted, and only where nothing is
//! found do they look again at changed pictures, cheapest change first.

use std::cmp::Reverse;
use std::panic::{AssertUnwindSafe, catch_unwind};

use quircs::Quirc;
use rxing::common::{BitMatrix, DetectorRXingResult, GlobalHistogramBinarizer, HybridBinarizer};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{FindFinderPatterns, GenerateFinderPatternSets, SampleQR};
use rxing::{Binarizer, BinaryBitmap, Luma8Source};
use zeroize::Zeroizing;

use super::Picture;

/// How many pixels are looked at altogether before a picture counts as empty, a
/// few tenths of a second of work.
const BUDGET: usize = 12_000_000;

/// How many places that could be corners of a code are found, and how many threes
/// of them are tried, before no more are looked for. What is woven or full of icons
/// has tens of thousands of them.
const CORNERS: usize = 4_000;

/// How many of these are considered in one look, and how many threes are tried.
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
        search.look(&picture.shrunk(picture.pixels().div_ceil(LARGE).isqrt() + 1), 0);
    } else {
        search.look(picture, 0);
    }
    for change in CHANGES {
        if !search.found.is_empty() {
            break;
        }
        if 2 * change.pixels(picture) <= search.budget {
            search.look(&change.of(picture), MARGIN);
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
    /// Looks at a picture as it is and inverted, with both readers. Each time it
    /// lies on as much more of the paper that is at its edge as `margin` says, for
    /// codes that touch the edge.
    fn look(&mut self, picture: &Picture, margin: usize) {
        for picture in [picture, &picture.inverted()] {
            let picture = &picture.with_margin(margin, picture.paper());
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
/// the likeliest first; does nothing when no more may be looked for.
fn seen<B: Binarizer>(binarizer: B, corners: &mut usize) -> Vec<Zeroizing<String>> {
    if *corners == 0 {
        return Vec::new();
    }
    let bitmap = BinaryBitmap::new(binarizer);
    let matrix: &BitMatrix = bitmap.get_black_matrix();
    let mut patterns = FindFinderPatterns(matrix, true, 0);
    let all = patterns.len();
    // Where there are so many nearly all are noise, and what is large is hardly.
    patterns.sort_by_key(|pattern| Reverse(pattern.size));
    patterns.truncate(CORNERS_AT_ONCE);
    let sets = GenerateFinderPatternSets(&mut patterns);
    let mut used = Vec::new();
    let mut texts = Vec::new();
    let tries = sets.len().min(CORNERS_AT_ONCE).min(*corners);
    *corners = corners.saturating_sub(tries.max(all));
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
/// smaller, then with another filter.
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

/// Pixels of paper around a changed picture.
const MARGIN: usize = 24;

impl Change {
    /// Returns how many pixels the changed picture has, before it is made.
    fn pixels(&self, picture: &Picture) -> usize {
        picture.pixels().saturating_mul(self.times * self.times) / (self.over * self.over)
    }

    fn of(&self, picture: &Picture) -> Picture {
        match (self.times, self.over) {
            (1, 1) => (self.filter)(picture),
            (1, over) => (self.filter)(&picture.shrunk(over)),
            (times, _) => (self.filter)(&picture.enlarged(times)),
        }
    }
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
    fn a_wall_of_icons_ends_the_search_for_corners() {
        let ring = |x: usize, y: usize| (x % 18 / 2).abs_diff(3).max((y % 18 / 2).abs_diff(3));
        let ink = |at: usize| if matches!(ring(at % 720, at / 720), 0 | 1 | 3) { 20 } else { 240 };
        let icons = Picture::from_grey(720, 720, (0..720 * 720).map(ink).collect()).unwrap();
        let mut corners = 1000;
        assert!(with_rxing(&icons, &mut corners).is_empty());
        assert_eq!(corners, 0);
        assert!(with_rxing(&drawn(URI, 4), &mut corners).is_empty(), "it is not searched any more");
        assert!(texts(&icons).is_empty());
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
