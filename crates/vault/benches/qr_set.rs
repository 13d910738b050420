//! How many of the spoiled pictures of `tests/qr_set` are read, beside `zbarimg`,
//! and how long a full screen takes. `cargo bench -p vault --bench qr_set`
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measure prints, reads the clock, and stops at the first fault"
)]

#[path = "../tests/qr_set/pictures.rs"]
mod pictures;

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use image::{GrayImage, Luma};
use pictures::{EMPTY, KINDS, OF_EACH, Sample, clutter, of_each};
use vault::qr::{Drawing, Picture, read};

/// Is how a reader did over all pictures.
#[derive(Default)]
struct Score {
    whole: usize,
    invented: usize,
    of: Vec<(&'static str, usize)>,
}

impl Score {
    fn count(&mut self, sample: &Sample, found: &[String]) {
        self.invented += found.iter().filter(|text| !sample.texts.contains(text)).count();
        let all = sample.texts.iter().all(|text| found.contains(text));
        if all && !sample.texts.is_empty() {
            self.whole += 1;
            match self.of.iter_mut().find(|(kind, _)| *kind == sample.kind) {
                Some((_, count)) => *count += 1,
                None => self.of.push((sample.kind, 1)),
            }
        }
    }

    fn of(&self, kind: &str) -> usize {
        self.of.iter().find(|(other, _)| *other == kind).map_or(0, |(_, count)| *count)
    }
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let (mut ours, mut theirs) = (Score::default(), Score::default());
    for (number, sample) in of_each(OF_EACH).iter().enumerate() {
        let file = folder.path().join(format!("{number}.png"));
        sample.picture.save(&file).unwrap();
        let found: Vec<String> =
            read(&Picture::open(&file).unwrap()).iter().map(|text| text.to_string()).collect();
        ours.count(sample, &found);
        theirs.count(sample, &zbarimg(&file));
    }
    println!("{:<22}{:>6}{:>10}{:>10}", "kind", "of", "secondkey", "zbarimg");
    for kind in KINDS {
        println!("{kind:<22}{OF_EACH:>6}{:>10}{:>10}", ours.of(kind), theirs.of(kind));
    }
    let count = KINDS.len() * OF_EACH as usize;
    println!("{:<22}{count:>6}{:>10}{:>10}", "all", ours.whole, theirs.whole);
    let empty = EMPTY.len() * OF_EACH as usize;
    println!("{:<22}{empty:>6}{:>10}{:>10}", "invented", ours.invented, theirs.invented);
    let points = |score: &Score| score.whole * 1000 / count;
    let (own, other) = (points(&ours), points(&theirs));
    println!("read, in tenths of a percent: {own} against {other}; the goal is 120 more");
    screens();
}

fn zbarimg(file: &Path) -> Vec<String> {
    let output = Command::new("zbarimg")
        .args(["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"])
        .arg(file)
        .output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    text.unwrap_or_default().lines().map(str::to_owned).collect()
}

/// Measures a full screen with a code, and two without.
fn screens() {
    let mut screen = GrayImage::from_fn(1920, 1080, |x, y| {
        Luma([if (y / 20) % 3 == 0 && (x * 7 + y / 20 * 13) % 11 < 4 { 60 } else { 235 }])
    });
    let empty = screen.clone();
    let windows = clutter(1920, 1080, 300);
    let drawing =
        Drawing::new("otpauth://totp/A:b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=A")
            .unwrap();
    for y in 0..(drawing.size() + 8) * 5 {
        for x in 0..(drawing.size() + 8) * 5 {
            let module = |at: u32| i32::try_from(at / 5).unwrap() - 4;
            let grey = if drawing.is_dark(module(x), module(y)) { 0 } else { 255 };
            screen.put_pixel(800 + x, 400 + y, Luma([grey]));
        }
    }
    for (name, picture, codes, goal) in [
        ("with a code", screen, 1, 150),
        ("of patterns", empty, 0, 600),
        ("of windows", windows, 0, 600),
    ] {
        let picture = Picture::from_grey(1920, 1080, picture.into_raw()).unwrap();
        let mut times: Vec<u128> = (0..9)
            .map(|_| {
                let start = Instant::now();
                assert_eq!(read(&picture).len(), codes);
                start.elapsed().as_millis()
            })
            .collect();
        times.sort_unstable();
        println!("full-HD screen {name}: {} ms (least {}), goal {goal} ms", times[4], times[0]);
    }
}
