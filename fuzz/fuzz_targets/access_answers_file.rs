//! Any bytes as a file of answers: an error with words, or answers of which each
//! fits its question, and that can be written again.
#![no_main]

use access_graph::{AnswersFile, Question};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let file = match AnswersFile::from_json(bytes) {
        Ok(file) => file,
        Err(error) => {
            assert!(!error.to_string().chars().any(char::is_control));
            return;
        }
    };
    let written = serde_json::to_vec(&file).unwrap_or_default();
    assert_eq!(AnswersFile::from_json(&written).as_ref(), Ok(&file));
    for id in file.people.keys() {
        let mut questions =
            [Question::password("your"), Question::mailbox(), Question::number(), Question::app("1", "phone")];
        match file.fit(id, &mut questions) {
            Ok((answers, _)) => {
                for question in &questions {
                    let told = question.told.clone().unwrap_or_default();
                    assert_eq!(question.takes(&answers, &told), Ok(()));
                }
            }
            Err(error) => assert!(!error.to_string().chars().any(char::is_control)),
        }
    }
});
