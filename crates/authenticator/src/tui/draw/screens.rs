//! Screens as they are seen, compared with those that are kept under
//! `tests/screens`. After a change that is meant, `SECONDKEY_SCREENS=write`
//! keeps them anew; look at what `git diff` says then.

use std::path::PathBuf;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::Modifier;
use vault::qr::{Picture, read};
use zeroize::Zeroizing;

use super::{Theme, draw};
use crate::tui::event::{Event, Key};
use crate::tui::state::State;
use crate::tui::state::tests::{entry, press, state, write};

const COLOUR: Theme = Theme { colour: true };
const PLAIN: Theme = Theme { colour: false };

fn drawn(state: &mut State, width: u16, height: u16, theme: Theme) -> Buffer {
    state.update(Event::Resized(width, height));
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(frame, state, theme)).unwrap();
    terminal.backend().buffer().clone()
}

fn lines(buffer: &Buffer) -> Vec<String> {
    let width = usize::from(buffer.area.width);
    let cells = buffer.content().chunks(width);
    cells
        .map(|row| {
            row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>().trim_end().to_owned()
        })
        .collect()
}

/// Compares a screen with the one that is kept under this name.
fn same(name: &str, state: &mut State, width: u16, height: u16) {
    let text = lines(&drawn(state, width, height, PLAIN)).join("\n") + "\n";
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/screens")
        .join(format!("{name}-{width}x{height}.txt"));
    if std::env::var_os("SECONDKEY_SCREENS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(text == kept, "{} is another one now:\n{text}", path.display());
}

#[test]
fn the_list() {
    for (width, height) in [(80, 24), (40, 12), (40, 20), (120, 30)] {
        same("list", &mut state(), width, height);
    }
}

#[test]
fn a_search_and_a_copied_code() {
    let mut state = state();
    write(&mut state, "aws");
    press(&mut state, &[Key::Down, Key::Enter]);
    state.update(Event::Copied);
    same("search", &mut state, 80, 24);
    write(&mut state, "zzz");
    same("search-in-vain", &mut state, 80, 24);
}

#[test]
fn a_code_that_runs_out_soon_and_a_lock_that_is_near() {
    let mut state = state();
    state.update(Event::Tick(state.now + 277));
    same("hurry", &mut state, 80, 24);
}

#[test]
fn a_wrong_clock_is_told_below_the_codes() {
    let mut state = state();
    let known = crate::clock::Known { behind: -75_000, age: std::time::Duration::ZERO };
    state.update(Event::Clock(Some(known)));
    same("clock", &mut state, 80, 24);
    same("clock", &mut state, 40, 12);
}

#[test]
fn an_entry_and_its_note() {
    let mut state = state();
    press(&mut state, &[Key::Tab]);
    same("entry", &mut state, 80, 24);
    press(&mut state, &[Key::Char('v')]);
    same("note", &mut state, 80, 24);
    same("note", &mut state, 40, 20);
}

#[test]
fn a_counted_entry() {
    let mut state = state();
    write(&mut state, "vpn");
    same("counter", &mut state, 80, 24);
    let code = Zeroizing::new("755224".to_owned());
    state.update(Event::Counted { id: "vpn".to_owned(), code });
    same("counted", &mut state, 80, 24);
}

#[test]
fn help_and_the_locked_screen() {
    let mut state = state();
    press(&mut state, &[Key::Char('?')]);
    same("help", &mut state, 80, 24);
    same("help", &mut state, 40, 12);
    press(&mut state, &[Key::Esc, Key::Ctrl('l')]);
    same("locked", &mut state, 80, 24);
    write(&mut state, "horse");
    press(&mut state, &[Key::Enter]);
    state.update(Event::Failed("wrong passphrase".to_owned()));
    same("locked-wrong", &mut state, 40, 12);
}

#[test]
fn forms() {
    let mut state = state();
    press(&mut state, &[Key::Ctrl('e')]);
    same("edit", &mut state, 80, 24);
    same("edit", &mut state, 40, 12);
    press(&mut state, &[Key::Esc, Key::Esc, Key::Ctrl('n')]);
    same("new", &mut state, 80, 24);
    press(&mut state, &[Key::Char('5')]);
    write(&mut state, "jbsw y3dp ehpk 3pxp");
    same("secret", &mut state, 80, 24);
    press(&mut state, &[Key::Enter]);
    same("new-secret", &mut state, 80, 24);
}

#[test]
fn a_choice_among_codes() {
    let mut state = state();
    let text = |name: &str| {
        Zeroizing::new(format!("otpauth://totp/{name}?secret=JBSWY3DPEHPK3PXP&issuer=X"))
    };
    state.update(Event::Read(vec![text("alice"), text("root@1")]));
    same("pick", &mut state, 80, 24);
}

#[test]
fn an_empty_vault() {
    let mut state = state();
    state.update(Event::Entries(Vec::new()));
    same("empty", &mut state, 80, 24);
}

#[test]
fn no_window_is_too_small_or_too_large_to_be_drawn() {
    for keys in [
        &[][..],
        &[Key::Tab, Key::Char('v')],
        &[Key::Ctrl('e')],
        &[Key::Ctrl('r')],
        &[Key::Char('?')],
        &[Key::Ctrl('n')],
        &[Key::Ctrl('l')],
    ] {
        let mut state = state();
        press(&mut state, keys);
        for (width, height) in [(1, 1), (19, 3), (20, 4), (30, 8), (39, 16), (300, 100)] {
            drawn(&mut state, width, height, COLOUR);
        }
    }
}

#[test]
fn root_is_marked_with_and_without_colour_and_no_colour_means_none() {
    let mut state = state();
    let plain = drawn(&mut state, 80, 24, PLAIN);
    let colourless = |cell: &ratatui::buffer::Cell| {
        cell.fg == ratatui::style::Color::Reset && cell.bg == ratatui::style::Color::Reset
    };
    assert!(plain.content().iter().all(colourless));
    for buffer in [plain, drawn(&mut state, 80, 24, COLOUR)] {
        let rows: Vec<String> = lines(&buffer);
        let (y, row) = rows
            .iter()
            .enumerate()
            .find(|(_, row)| row.contains("ROOT") && row.contains("aws-root"))
            .unwrap();
        let x = row.split("ROOT").next().unwrap().chars().count();
        let cell = &buffer[(u16::try_from(x).unwrap(), u16::try_from(y).unwrap())];
        let marked =
            cell.modifier.contains(Modifier::REVERSED) || cell.bg == ratatui::style::Color::Red;
        assert!(marked, "{row}");
    }
}

/// Makes a picture of the cells, as a terminal with square half blocks shows
/// them: light where ink is, if `ink_is_light`.
fn photographed(buffer: &Buffer, ink_is_light: bool) -> Picture {
    const SCALE: usize = 4;
    let columns = usize::from(buffer.area.width);
    let halves: Vec<Vec<bool>> = buffer
        .content()
        .chunks(columns)
        .flat_map(|row| {
            let half =
                |marks: [&str; 2]| row.iter().map(|cell| marks.contains(&cell.symbol())).collect();
            [half(["\u{2588}", "\u{2580}"]), half(["\u{2588}", "\u{2584}"])]
        })
        .collect();
    let mut grey = Vec::new();
    for row in &halves {
        for _ in 0..SCALE {
            grey.extend(
                row.iter().flat_map(|ink| [if *ink == ink_is_light { 255 } else { 0 }; SCALE]),
            );
        }
    }
    Picture::from_grey(columns * SCALE, halves.len() * SCALE, grey).unwrap()
}

#[test]
fn the_qr_code_on_the_screen_can_be_scanned() {
    let mut state = state();
    write(&mut state, "hub");
    press(&mut state, &[Key::Ctrl('r')]);
    let want = "otpauth://totp/alice@example.com?secret=JBSWY3DPEHPK3PXP&issuer=GitHub";
    for (width, height) in [(80, 24), (60, 21), (120, 40)] {
        let buffer = drawn(&mut state, width, height, COLOUR);
        let texts = read(&photographed(&buffer, true));
        assert_eq!(texts.len(), 1, "{width}x{height}");
        assert_eq!(texts[0].as_str(), want, "{width}x{height}");
    }
    press(&mut state, &[Key::Char('i')]);
    let texts = read(&photographed(&drawn(&mut state, 80, 24, PLAIN), false));
    assert_eq!(texts[0].as_str(), want, "inverted, as dark text on light paper shows it");
}

#[test]
fn a_long_entry_still_fits_a_small_window_with_the_same_secret() {
    let mut state = state();
    let long = "JBSWY3DPEHPK3PXP".repeat(4);
    let mut entries = vec![entry("aws-root", "Amazon Web Services", "root", &[])];
    let uri = format!(
        "otpauth://totp/Amazon%20Web%20Services:root-account-mfa-device@123456789012?secret={long}&issuer=Amazon%20Web%20Services"
    );
    let name = vault::Name::new("aws-root").unwrap();
    entries[0] = vault::Entry::new("1".to_owned(), name, &uri, 0).unwrap();
    state.update(Event::Entries(entries));
    press(&mut state, &[Key::Ctrl('r')]);
    let texts = read(&photographed(&drawn(&mut state, 80, 24, COLOUR), true));
    let read = otp::Otpauth::parse(&texts[0]).unwrap();
    assert_eq!(read.seed.to_base32().as_str(), long);
    let small = lines(&drawn(&mut state, 40, 12, COLOUR)).join("\n");
    assert!(small.contains("needs a larger window"), "{small}");
}
