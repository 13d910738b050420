//! QR codes on terminals of both kinds, with colour and without: what the person
//! sees is painted cell by cell, and read by zbarimg and by the vault's reader.
//! The terminals are real ones (util-linux's `script`), of a given size.

use std::fs;
use std::process::{Command, Output, Stdio};

use vault::qr::{Picture, read};

use crate::world::{AWS_ROOT, World, done};

/// Is what letters and their ground look like until a program says otherwise, in
/// grey values.
#[derive(Clone, Copy)]
struct Palette {
    letters: u8,
    ground: u8,
}

const DARK: Palette = Palette { letters: 200, ground: 30 };
const LIGHT: Palette = Palette { letters: 40, ground: 250 };

/// Runs the program on a terminal of so many columns and lines; what it says
/// besides the data goes into `words`.
fn at_terminal(
    world: &World,
    (columns, lines): (u16, u16),
    env: &[(&str, &str)],
    arguments: &str,
) -> Output {
    let program = env!("CARGO_BIN_EXE_secondkey");
    let inside = format!(
        "stty cols {columns} rows {lines} -onlcr; {program} {arguments} --recovery-key-file rec 2>words"
    );
    Command::new("script")
        .args(["--quiet", "--return", "--command", &inside, "/dev/null"])
        .current_dir(world.folder())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .envs([("SHELL", "/bin/sh"), ("TERM", "xterm-256color"), ("SECONDKEY_VAULT", "v.age")])
        .envs(env.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("script (bsdutils) must be installed: {error}"))
}

fn words(world: &World) -> String {
    fs::read_to_string(world.path("words")).unwrap()
}

/// Pixels of a module, and cells of empty terminal around what is shown.
const PIXELS: usize = 6;
const AROUND: usize = 5;

/// Is a terminal as a camera sees it, in grey values.
struct Seen {
    wide: usize,
    grey: Vec<u8>,
}

impl Seen {
    /// Paints what a program wrote: half blocks in the colours in force.
    fn new(text: &str, palette: Palette) -> Self {
        let mut rows: Vec<Vec<u8>> = Vec::new();
        for line in text.lines() {
            let mut halves = [Vec::new(), Vec::new()];
            let (mut letters, mut ground) = (palette.letters, palette.ground);
            let mut rest = line.chars();
            while let Some(c) = rest.next() {
                let cell = match c {
                    '\x1b' => {
                        let sequence: String = rest.by_ref().take_while(|c| *c != 'm').collect();
                        (letters, ground) = match &*sequence {
                            "[38;5;231;48;5;16" => (255, 0),
                            "[0" => (palette.letters, palette.ground),
                            other => panic!("{other:?} is not understood"),
                        };
                        continue;
                    }
                    '\u{2588}' => [letters, letters],
                    '\u{2580}' => [letters, ground],
                    '\u{2584}' => [ground, letters],
                    ' ' => [ground, ground],
                    other => panic!("{other:?} is no half block"),
                };
                for (half, grey) in halves.iter_mut().zip(cell) {
                    half.extend([grey; PIXELS]);
                }
            }
            for half in halves {
                rows.extend(std::iter::repeat_n(half, PIXELS));
            }
        }
        let margin = AROUND * PIXELS;
        let wide = rows.iter().map(Vec::len).max().unwrap() + 2 * margin;
        let mut grey = vec![palette.ground; margin * wide];
        for row in rows {
            grey.resize(grey.len() + margin, palette.ground);
            grey.extend(row);
            grey.resize(grey.len().next_multiple_of(wide), palette.ground);
        }
        grey.resize(grey.len() + margin * wide, palette.ground);
        Self { wide, grey }
    }

    fn high(&self) -> usize {
        self.grey.len() / self.wide
    }

    /// Reads it with the vault's reader, which sees inverted codes as well.
    fn read_by_us(&self) -> String {
        let picture = Picture::from_grey(self.wide, self.high(), self.grey.clone()).unwrap();
        read(&picture).iter().map(|text| text.to_string()).collect()
    }

    /// Reads it with zbarimg, which sees inverted codes only when told to.
    fn read_by_zbarimg(&self, world: &World) -> String {
        let mut pgm = format!("P5 {} {} 255\n", self.wide, self.high()).into_bytes();
        pgm.extend(&self.grey);
        fs::write(world.path("seen.pgm"), pgm).unwrap();
        let output = Command::new("zbarimg")
            .args(["--quiet", "--raw", "seen.pgm"])
            .current_dir(world.folder())
            .output()
            .unwrap_or_else(|error| panic!("zbarimg must be installed: {error}"));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

/// Asserts that both readers read the entry's code on a terminal of this kind.
fn assert_read(world: &World, text: &str, palette: Palette, case: &str) {
    let seen = Seen::new(text, palette);
    assert_eq!(seen.read_by_us(), AWS_ROOT, "{case}");
    assert_eq!(seen.read_by_zbarimg(world), AWS_ROOT, "{case}");
}

fn with_entry() -> World {
    let world = World::new();
    world.feed(&["add", "--uri-stdin", "--name", "aws"], AWS_ROOT);
    world
}

const ROOMY: (u16, u16) = (120, 60);

/// Returns how many light modules stand left of the first dark one, and above it;
/// the latter to even numbers.
fn margins(text: &str) -> (usize, usize) {
    let blocks = |line: &str| line.chars().filter(|c| !c.is_ascii() || *c == ' ').collect();
    let lines: Vec<String> = text.lines().map(blocks).collect();
    let light = |line: &String| line.chars().take_while(|c| *c == '\u{2588}').count();
    let above = lines.iter().take_while(|line| light(line) == line.chars().count()).count();
    (light(&lines[above]), 2 * above)
}

#[test]
fn with_colour_every_terminal_shows_black_on_white() {
    let world = with_entry();
    let text = done(at_terminal(&world, ROOMY, &[], "show-qr aws"));
    assert_read(&world, &text, DARK, "on a dark terminal");
    assert_read(&world, &text, LIGHT, "on a light terminal");
    assert_eq!(margins(&text), (4, 4), "the margin of the standard");
    assert!(!words(&world).contains("--invert"), "{}", words(&world));
    let same = done(at_terminal(&world, ROOMY, &[], "show-qr aws --invert"));
    assert_eq!(same, text, "there is nothing to invert");
}

#[test]
fn without_colour_a_choice_makes_it_right_on_both_kinds_of_terminal() {
    let world = with_entry();
    for env in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let text = done(at_terminal(&world, ROOMY, &[env], "show-qr aws"));
        assert!(!text.contains('\x1b'), "{env:?}");
        assert_eq!(margins(&text), (4, 4), "{env:?}");
        assert_read(&world, &text, DARK, "on a dark terminal");
        assert_eq!(Seen::new(&text, LIGHT).read_by_zbarimg(&world), "", "{env:?}: it is inverted");
        assert!(words(&world).contains("secondkey show-qr \"aws\" --invert"), "{}", words(&world));

        let text = done(at_terminal(&world, ROOMY, &[env], "show-qr aws --invert"));
        assert!(!text.contains('\x1b'), "{env:?}");
        assert_read(&world, &text, LIGHT, "on a light terminal, inverted");
        assert!(!words(&world).contains("--invert"), "{}", words(&world));
    }
    world.refuse(2, &["show-qr", "aws", "--invert", "--output", "x.png"]);
}

#[test]
fn a_small_terminal_gets_less_margin_and_is_told_so() {
    let world = with_entry();
    let text = done(at_terminal(&world, (54, 60), &[], "show-qr aws"));
    assert!(text.lines().all(|line| line.chars().filter(|c| !c.is_ascii()).count() <= 54));
    assert_read(&world, &text, DARK, "on a narrow dark terminal");
    assert_read(&world, &text, LIGHT, "on a narrow light terminal");
    assert!(words(&world).contains("room for a margin of 2 "), "{}", words(&world));

    let text = done(at_terminal(&world, (80, 12), &[], "show-qr aws"));
    assert_read(&world, &text, DARK, "when scrolled");
    assert!(words(&world).contains("lines and the terminal has 12"), "{}", words(&world));

    let refused = at_terminal(&world, (40, 60), &[], "show-qr aws");
    assert_eq!((refused.status.code(), &refused.stdout[..]), (Some(1), &b""[..]));
    assert!(words(&world).contains("the terminal has 40; it needs"), "{}", words(&world));
}

#[test]
fn transfer_codes_are_shown_in_the_same_way() {
    let world = with_entry();
    let export = "export --format google-migration --yes";
    let scanned = |text: &str, palette| Seen::new(text, palette).read_by_zbarimg(&world);
    let text = done(at_terminal(&world, ROOMY, &[], export));
    let link = scanned(&text, DARK);
    assert!(link.starts_with("otpauth-migration://offline?data="), "{link}");
    assert_eq!(scanned(&text, LIGHT), link);
    // At its end a link has a number that is another one each time.
    let entry = |link: &str| link.get(..200).map(str::to_owned);
    let env = [("NO_COLOR", "1")];
    let text = done(at_terminal(&world, ROOMY, &env, &format!("{export} --invert")));
    assert_eq!(entry(&scanned(&text, LIGHT)), entry(&link));
}
