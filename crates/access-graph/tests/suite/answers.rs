//! The file of answers: what is taken, what is refused and where the fault is said
//! to be, and files that were damaged by chance or by intent.

use access_graph::{
    Answers, AnswersFile, AnswersLimits, FileError, Lock, MOST_THINGS, Question, Sort, Word,
};
use proptest::{collection::vec, prelude::*, sample::Index};

const SMALL: &str = r#"{
  "format": "access-answers/1",
  "account": "123456789012",
  "people": {
    "root": {
      "things": [
        { "name": "my phone", "sort": "phone", "lock": "known" },
        { "name": "the sheet in the safe", "sort": "paper" }
      ],
      "questions": [
        { "id": "mailbox", "places": ["My Phone"] },
        { "id": "mailbox-factor", "places": null, "word": "nowhere" },
        { "id": "password", "places": ["the sheet in the safe"], "word": "memory" },
        { "id": "person", "question": "Which?", "why": "So.", "words": { "nowhere": "None" },
          "users": ["ann"], "places": ["ann"], "word": null },
        { "id": "number", "places": null, "word": null }
      ]
    }
  }
}"#;

fn questions() -> Vec<Question> {
    let users = vec![("ann".to_owned(), "ann".to_owned())];
    vec![
        Question::password("root’s"),
        Question::mailbox(),
        Question::mailbox_factor(),
        Question::number(),
        Question::person(users),
    ]
}

fn fit(json: &str) -> Result<(Answers, Vec<String>), FileError> {
    AnswersFile::from_json(json.as_bytes())?.fit("root", &mut questions())
}

/// Says what is wrong with the small file after one replacement.
fn changed(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "{from}");
    fit(&SMALL.replacen(from, to, 1)).unwrap_err().to_string()
}

#[test]
fn reads_every_field() {
    let mut questions = questions();
    let file = AnswersFile::from_json(SMALL.as_bytes()).unwrap();
    assert_eq!(file.account.as_deref(), Some("123456789012"));
    let (answers, strays) = file.fit("root", &mut questions).unwrap();
    assert!(strays.is_empty());
    let phone = answers.thing("MY PHONE").unwrap();
    assert_eq!((phone.sort, phone.lock), (Sort::Phone, Lock::Known));
    // What cannot have a lock has none, and nobody needs to say so.
    assert_eq!(answers.things[1].lock, Lock::None);
    assert_eq!(answers.about("mailbox-factor").unwrap().word, Some(Word::Nowhere));
    assert_eq!(answers.about("person").unwrap().places, ["ann"]);
    assert_eq!(answers.about("number"), None);
    let open: Vec<_> = questions.iter().filter(|one| one.told.is_none()).collect();
    assert_eq!(open.iter().map(|one| &one.about).collect::<Vec<_>>(), ["number"]);
}

#[test]
fn a_template_is_answered_where_it_stands() {
    let mut questions = questions();
    let mut file = AnswersFile::about("1");
    file.ask("root", &Answers::default(), &questions);
    let written = serde_json::to_string_pretty(&file).unwrap();
    for part in [r#""places": null"#, r#""word": null"#, r#""phone": "Phone""#, "mailbox-factor"] {
        assert!(written.contains(part), "{part} in {written}");
    }
    let read = AnswersFile::from_json(written.as_bytes()).unwrap();
    assert_eq!(read, file);
    assert_eq!(read.fit("root", &mut questions), Ok((Answers::default(), Vec::new())));
    let edited = written
        .replace(
            "\"things\": []",
            r#""things": [{"name": "phone", "sort": "phone", "lock": "none"}]"#,
        )
        .replacen("\"places\": null", r#""places": ["phone"]"#, 1);
    let (answers, _) = fit(&edited).unwrap();
    assert_eq!(answers.about("password").unwrap().places, ["phone"]);
}

#[test]
fn answers_to_what_is_not_asked_are_named_and_change_nothing() {
    let stale = SMALL.replace("\"id\": \"mailbox\"", "\"id\": \"device/gone\"");
    let (answers, strays) = fit(&stale).unwrap();
    assert_eq!(strays, ["device/gone"]);
    assert_eq!(answers.answers.len(), 3);
}

#[test]
fn says_where_the_fault_is() {
    for (from, to, says) in [
        ("access-answers/1", "access-answers/2", "format: this is `access-answers/2`"),
        ("\"people\"", "\"persons\"", "persons: unknown field `persons`"),
        (
            "\"sort\": \"paper\"",
            "\"sort\": \"tree\"",
            "people.root.things[1].sort: unknown variant `tree`, expected one of `phone`",
        ),
        (
            "\"lock\": \"known\"",
            "\"lock\": \"lost\"",
            "people.root.things[0].lock: unknown variant `lost`",
        ),
        (
            "\"the sheet in the safe\", \"sort\"",
            "\"MY phone\", \"sort\"",
            "people.root.things[1].name: the name `MY phone` is there twice",
        ),
        ("\"my phone\"", "\" \"", "people.root.things[0].name: a name must not be empty"),
        (
            "\"my phone\"",
            "\"a\\u0007b\"",
            "people.root.things[0].name: this text holds a control character",
        ),
        (
            "[\"My Phone\"]",
            "[\"phone\"]",
            "people.root.questions[0].places[0]: no thing is named `phone`",
        ),
        ("[\"My Phone\"]", "\"My Phone\"", "people.root.questions[0].places: invalid type: string"),
        (
            "\"memory\"",
            "\"yes\"",
            "people.root.questions[2].word: that is no answer to this question",
        ),
        ("\"memory\"", "\"perhaps\"", "people.root.questions[2].word: unknown variant `perhaps`"),
        (
            "null, \"word\": \"nowhere\"",
            "[\"my phone\"], \"word\": \"nowhere\"",
            "people.root.questions[1].word: this cannot be said together with a thing",
        ),
        (
            "[\"ann\"], \"word\"",
            "[\"bob\"], \"word\"",
            "people.root.questions[3].places[0]: there is no user named `bob`",
        ),
        (
            "[\"ann\"], \"word\"",
            "[\"ann\", \"ann\"], \"word\"",
            "people.root.questions[3].places: these are too many",
        ),
        (
            "\"id\": \"mailbox\"",
            "\"id\": \"password\"",
            "people.root.questions[2].id: the name `password` is there twice",
        ),
        ("\"id\": \"mailbox\"", "\"about\": \"mailbox\"", "people.root.questions[0]"),
        ("\"account\": \"123456789012\"", "\"account\": null", "account: invalid type: null"),
        ("\"root\": {", "\"root\": {}, \"root\": {", "people"),
    ] {
        let found = changed(from, to);
        assert!(found.starts_with(says), "{found}\n  is not\n{says}");
    }
}

#[test]
fn sizes_are_bounded() {
    let large = vec![b' '; AnswersLimits::BYTES + 1];
    assert!(matches!(AnswersFile::from_json(&large), Err(FileError::TooLarge { .. })));
    let thing = r#"{"name":"N","sort":"phone"},"#;
    let many: String = (0..=MOST_THINGS).map(|n| thing.replace('N', &n.to_string())).collect();
    let things = format!("[{}]", many.trim_end_matches(','));
    let file =
        format!(r#"{{"format":"access-answers/1","people":{{"root":{{"things":{things}}}}}}}"#);
    let found = AnswersFile::from_json(file.as_bytes()).unwrap_err().to_string();
    assert!(found.contains("there are more than 12 things"), "{found}");
    let found = changed("my phone", &"x".repeat(51));
    assert!(found.ends_with("a thing's name has at most 50 characters"), "{found}");
    let found = changed("\"my phone\"", &format!("\"{}\"", "x".repeat(70_000)));
    assert!(found.len() < 500, "{found}");
    let deep = r#"{"people":"#.to_owned() + &"[".repeat(1 << 20);
    assert!(AnswersFile::from_json(deep.as_bytes()).is_err());
}

fn answer(bytes: &[u8]) {
    match AnswersFile::from_json(bytes) {
        Ok(file) => {
            let written = serde_json::to_vec(&file).unwrap();
            assert_eq!(AnswersFile::from_json(&written).as_ref(), Ok(&file));
            for id in file.people.keys() {
                if let Ok((answers, _)) = file.fit(id, &mut questions()) {
                    let said = answers.answers.iter();
                    for (about, answer) in said.filter(|(about, _)| *about != "person") {
                        assert!(
                            answer.places.iter().all(|one| answers.thing(one).is_some()),
                            "{about}"
                        );
                    }
                }
            }
        }
        Err(error) => {
            let message = error.to_string();
            assert!(!message.is_empty() && message.len() < 3_000);
            assert!(!message.contains(|c: char| c.is_control()), "{message:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn bytes_put_elsewhere(changes in vec((any::<Index>(), any::<Index>(), 0_usize..12), 1..4)) {
        let mut bytes = SMALL.as_bytes().to_vec();
        for (at, from, length) in changes {
            let (at, from) = (at.index(bytes.len()), from.index(bytes.len()));
            let piece = bytes[from..(from + length).min(bytes.len())].to_vec();
            bytes.splice(at..(at + length).min(bytes.len()), piece);
        }
        answer(&bytes);
    }

    #[test]
    fn words_exchanged(changes in vec(any::<(Index, Index)>(), 1..6)) {
        let mut parts: Vec<&str> = SMALL.split('"').collect();
        for (one, other) in changes {
            let (one, other) = (one.index(parts.len() / 2), other.index(parts.len() / 2));
            parts[2 * one + 1] = parts[2 * other + 1];
        }
        answer(parts.join("\"").as_bytes());
    }

    #[test]
    fn anything(bytes in vec(any::<u8>(), 0..200)) {
        answer(&bytes);
    }
}
