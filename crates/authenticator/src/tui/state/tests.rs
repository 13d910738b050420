//! What events make of the model.

use super::*;
use crate::tui::event::Change;
use vault::Name;

const NOW: u64 = 1_700_000_000;

/// Makes an entry whose identifier is its name.
pub(crate) fn entry(name: &str, issuer: &str, account: &str, groups: &[&str]) -> Entry {
    let uri = format!("otpauth://totp/{account}?secret=JBSWY3DPEHPK3PXP&issuer={issuer}");
    let uri = uri.replace(' ', "%20");
    let groups: Vec<String> = groups.iter().map(|group| (*group).to_owned()).collect();
    Entry::new(name.to_owned(), Name::new(name).unwrap(), &uri, NOW).unwrap().grouped(&groups)
}

/// Makes an entry whose codes are counted.
pub(crate) fn counter(name: &str, next: u64) -> Entry {
    let uri = format!("otpauth://hotp/{name}?secret=JBSWY3DPEHPK3PXP&counter={next}");
    Entry::new(name.to_owned(), Name::new(name).unwrap(), &uri, NOW).unwrap()
}

/// Makes a state with a few entries, at a time ten seconds before codes change.
pub(crate) fn state() -> State {
    let settings = Settings { lock_after: 300, clear_after: 30, corrected: false };
    let entries = vec![
        entry("hub", "GitHub", "alice@example.com", &["Work"]),
        entry("aws-root", "Amazon Web Services", "root-account-mfa-device@123456789012", &["Work"]),
        entry("aws-alice", "Amazon Web Services", "alice@acme", &["Work"])
            .noted("recovery codes\n1111 2222\n3333 4444"),
        entry("Bank", "First Bank", "Alice", &["Money"]),
        counter("vpn", 7),
    ];
    State::new(settings, NOW, entries)
}

pub(crate) fn press(state: &mut State, keys: &[Key]) -> Vec<Effect> {
    keys.iter().flat_map(|key| state.update(Event::Key(*key))).collect()
}

pub(crate) fn write(state: &mut State, text: &str) {
    for c in text.chars() {
        state.update(Event::Key(Key::Char(c)));
    }
}

fn standing(state: &State) -> &str {
    state.selected().map_or("", |entry| entry.name())
}

#[test]
fn typing_searches_and_escape_shows_all_again() {
    let mut state = state();
    write(&mut state, "aws ro");
    assert_eq!((state.visible.len(), standing(&state)), (1, "aws-root"));
    press(&mut state, &[Key::Esc]);
    assert_eq!((state.visible.len(), standing(&state)), (5, "aws-alice"));
    press(&mut state, &[Key::Down, Key::Down, Key::Down, Key::Up, Key::End, Key::Down]);
    assert_eq!(standing(&state), "vpn");
}

#[test]
fn groups_are_turned_to_and_fro() {
    let mut state = state();
    press(&mut state, &[Key::Right]);
    assert_eq!(standing(&state), "aws-root");
    press(&mut state, &[Key::Right]);
    assert_eq!(standing(&state), "Bank");
    press(&mut state, &[Key::Left, Key::Left, Key::Left]);
    assert_eq!(state.tabs[state.tab].title(), "Other");
}

#[test]
fn a_copied_code_is_taken_away_after_its_time_and_not_before() {
    let mut state = state();
    let effects = press(&mut state, &[Key::Enter]);
    let [Effect::Copy(code)] = &effects[..] else { panic!("one effect: the code is copied") };
    assert_eq!(code.len(), 6);
    assert!(state.copied.as_ref().unwrap().left(NOW).is_none(), "it has not arrived yet");
    state.update(Event::Copied);
    assert!(state.update(Event::Tick(NOW + 29)).is_empty());
    let effects = state.update(Event::Tick(NOW + 30));
    assert!(matches!(&effects[..], [Effect::TakeBack]));
    assert!(state.copied.is_none());
}

#[test]
fn leaving_takes_the_copied_code_away() {
    let mut state = state();
    press(&mut state, &[Key::Enter]);
    state.update(Event::Copied);
    assert!(matches!(&press(&mut state, &[Key::Ctrl('c')])[..], [Effect::TakeBack, Effect::Quit]));
}

#[test]
fn a_wrong_clock_is_told_and_codes_are_of_the_right_time_on_request() {
    let known = |behind| Event::Clock(Some(Known { behind, age: std::time::Duration::ZERO }));
    let mut state = state();
    assert_eq!((state.clock_word(), state.code_time()), (None, NOW));
    state.update(known(-5_000));
    assert_eq!(state.clock_word(), None, "five seconds are nothing");
    state.update(known(42_300));
    assert!(state.clock_word().unwrap().starts_with("the clock is 42.3 s slow"));
    assert_eq!(state.code_time(), NOW, "nothing is corrected unasked");
    state.settings.corrected = true;
    assert_eq!((state.clock_word(), state.code_time()), (None, NOW + 42));
    state.update(Event::Clock(None));
    assert!(state.clock_word().unwrap().contains("not measured"));
}

#[test]
fn the_next_code_is_what_the_code_will_be() {
    let mut state = state();
    let effects = press(&mut state, &[Key::Ctrl('y')]);
    let [Effect::Copy(next)] = &effects[..] else { panic!("the next code is copied") };
    let next = next.clone();
    state.update(Event::Tick(NOW + 30));
    let effects = press(&mut state, &[Key::Enter]);
    assert!(matches!(&effects[..], [Effect::Copy(code)] if *code == next));
}

#[test]
fn a_counter_moves_on_before_its_code_is_seen() {
    let mut state = state();
    write(&mut state, "vpn");
    let effects = press(&mut state, &[Key::Enter]);
    assert!(matches!(&effects[..], [Effect::Count(id)] if id == "vpn"));
    let code = Zeroizing::new("123456".to_owned());
    state.update(Event::Counted { id: "vpn".to_owned(), code });
    assert!(matches!(&press(&mut state, &[Key::Enter])[..], [Effect::Copy(_)]));
    state.update(Event::Tick(NOW + 61));
    let effects = press(&mut state, &[Key::Enter]);
    assert!(matches!(&effects[..], [Effect::Count(_)]), "its time is over");
}

#[test]
fn idle_time_locks_and_leaves_nothing_of_the_vault() {
    let mut state = state();
    write(&mut state, "aws");
    press(&mut state, &[Key::Tab, Key::Char('v')]);
    assert!(state.update(Event::Tick(NOW + 299)).is_empty());
    press(&mut state, &[Key::Down]);
    assert!(state.update(Event::Tick(NOW + 598)).is_empty(), "a key puts it off");
    let effects = state.update(Event::Tick(NOW + 599));
    assert!(matches!(&effects[..], [Effect::Lock]));
    assert_eq!((state.rows.len(), state.visible.len(), state.query.text()), (0, 0, ""));
    let Mode::Locked { passphrase, .. } = &state.mode else { panic!("it is locked") };
    assert!(passphrase.is_empty());
    assert!(state.update(Event::Tick(NOW + 2_000)).is_empty(), "once is enough");
}

#[test]
fn zero_never_locks() {
    let mut state = state();
    state.settings.lock_after = 0;
    assert!(state.update(Event::Tick(NOW + 1_000_000)).is_empty());
    assert!(state.locks_in().is_none());
}

#[test]
fn the_passphrase_opens_and_a_wrong_one_is_said() {
    let mut state = state();
    press(&mut state, &[Key::Ctrl('l')]);
    assert!(press(&mut state, &[Key::Enter]).is_empty(), "nothing was typed");
    write(&mut state, "horse?");
    let effects = press(&mut state, &[Key::Enter]);
    assert!(matches!(&effects[..], [Effect::Unlock(typed)] if **typed == "horse?"));
    assert!(press(&mut state, &[Key::Char('x'), Key::Enter]).is_empty(), "it is being opened");
    state.update(Event::Failed("wrong passphrase".to_owned()));
    let Mode::Locked { fault, passphrase, opening } = &state.mode else { panic!("still locked") };
    assert_eq!(
        (fault.as_deref(), passphrase.text(), *opening),
        (Some("wrong passphrase"), "", false)
    );
    state.update(Event::Entries(vec![entry("a", "b", "c", &[])]));
    assert!(matches!(state.mode, Mode::Browse) && state.rows.len() == 1);
}

#[test]
fn an_edit_becomes_one_change() {
    let mut state = state();
    write(&mut state, "aws-al");
    press(&mut state, &[Key::Ctrl('e')]);
    write(&mut state, "2");
    press(&mut state, &[Key::Tab]);
    write(&mut state, ", Cloud");
    let effects = press(&mut state, &[Key::Ctrl('s')]);
    let [Effect::Save(Change::Revise { id, name, groups, root, note })] = &effects[..] else {
        panic!("one change")
    };
    assert_eq!((id.as_str(), name.as_str(), *root), ("aws-alice", "aws-alice2", false));
    assert_eq!(groups, &["Work", "Cloud"]);
    assert_eq!(note.as_str(), "recovery codes\n1111 2222\n3333 4444");
}

#[test]
fn a_label_that_says_root_keeps_its_mark() {
    let mut state = state();
    write(&mut state, "aws-r");
    let effects =
        press(&mut state, &[Key::Ctrl('e'), Key::Tab, Key::Tab, Key::Char(' '), Key::Ctrl('s')]);
    assert!(effects.is_empty());
    assert!(matches!(&state.mode, Mode::Form(form, _) if form.fault.is_some()));
}

#[test]
fn nothing_is_removed_without_its_whole_name() {
    let mut state = state();
    write(&mut state, "aws-r");
    press(&mut state, &[Key::Tab, Key::Char('x')]);
    write(&mut state, "aws");
    assert!(press(&mut state, &[Key::Enter]).is_empty());
    write(&mut state, "-ROOT");
    let effects = press(&mut state, &[Key::Enter]);
    assert!(matches!(&effects[..], [Effect::Save(Change::Remove { id })] if id == "aws-root"));
}

#[test]
fn a_typed_secret_becomes_an_entry() {
    let mut state = state();
    press(&mut state, &[Key::Ctrl('n'), Key::Char('5')]);
    write(&mut state, "not base32!");
    press(&mut state, &[Key::Enter]);
    assert!(matches!(&state.mode, Mode::Form(form, _) if form.fault.is_some()));
    press(&mut state, &[Key::Ctrl('u')]);
    write(&mut state, "jbsw y3dp ehpk 3pxp");
    press(&mut state, &[Key::Enter]);
    write(&mut state, "Acme");
    press(&mut state, &[Key::Enter]);
    write(&mut state, "bob");
    let effects = press(&mut state, &[Key::Ctrl('s')]);
    let [Effect::Save(Change::Add { uri, name, .. })] = &effects[..] else { panic!("one entry") };
    assert_eq!(name, "Acme:bob");
    assert_eq!(uri.as_str(), "otpauth://totp/Acme:bob?secret=JBSWY3DPEHPK3PXP&issuer=Acme");
}

#[test]
fn codes_of_a_picture_lead_on_or_are_chosen_from() {
    let text = |name: &str| {
        Zeroizing::new(format!("otpauth://totp/{name}?secret=JBSWY3DPEHPK3PXP&issuer=X"))
    };
    let mut state = state();
    press(&mut state, &[Key::Ctrl('n'), Key::Enter]);
    state.update(Event::Read(Vec::new()));
    assert!(matches!(&state.mode, Mode::Form(form, _) if form.fault.is_some()), "none was found");
    state.update(Event::Read(vec![text("one"), text("two"), Zeroizing::new("else".to_owned())]));
    assert!(matches!(&state.mode, Mode::Pick { texts, .. } if texts.len() == 2));
    press(&mut state, &[Key::Char('2')]);
    let effects = press(&mut state, &[Key::Ctrl('s')]);
    assert!(matches!(&effects[..], [Effect::Save(Change::Add { name, .. })] if name == "X:two"));
}

#[test]
fn what_was_saved_is_shown_wherever_the_search_stood() {
    let mut state = state();
    write(&mut state, "bank");
    state.update(Event::Saved { said: "saved".to_owned(), id: Some("hub".to_owned()) });
    assert!(matches!(&state.mode, Mode::Entry { id, .. } if id == "hub"));
    press(&mut state, &[Key::Esc]);
    assert_eq!(standing(&state), "hub");
}

#[test]
fn an_entry_that_another_process_removed_is_left() {
    let mut state = state();
    write(&mut state, "hub");
    press(&mut state, &[Key::Tab]);
    state.update(Event::Entries(vec![entry("other", "b", "c", &[])]));
    assert!(matches!(state.mode, Mode::Browse));
}
