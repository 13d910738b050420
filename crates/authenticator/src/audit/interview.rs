//! The questions of an audit, asked at a terminal. Nothing has to be answered: what
//! is not known stays open, and counts as the worst.

use std::path::Path;

use access_graph::{
    Answer, Answers, AnswersLimits, Lock, MOST_THINGS, Question, Sort, Thing, Unfit, Word,
};

use super::asked::{Asking, written};
use crate::ask;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Output;

/// Is how an interview goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Goes {
    On,
    /// Nobody wants to answer any more, or input has ended.
    Out,
}

/// Asks everybody's open questions, and offers to save the answers.
pub(crate) fn interview(
    context: &Context,
    account: &str,
    asking: &mut [Asking],
) -> Result<(), Failure> {
    let output = &context.output;
    if !ask::someone_is_there() {
        return Err(Failure::usage(
            "there is no terminal to ask at; write the questions to a file with --questions, answer them there, and give it with --answers FILE",
        ));
    }
    output.say("Only you know where things are. What you leave open counts as the worst.");
    let several = asking.len() > 1;
    let mut answered = false;
    for one in asking.iter_mut() {
        let open = one.questions.iter().filter(|question| question.told.is_none()).count();
        if open == 0 {
            continue;
        }
        if several {
            output.say(&format!("\nOpen questions about {}: {open}", one.who));
            match ask::line(output, "Answer them? [Y/n, q: no more]")?
                .map(|said| said.to_lowercase())
                .as_deref()
            {
                Some("" | "y" | "yes") => {}
                Some("q") | None => break,
                Some(_) => continue,
            }
        }
        let (goes, told) = person(output, one)?;
        answered |= told;
        if goes == Goes::Out {
            break;
        }
    }
    if answered { save(output, account, asking) } else { Ok(()) }
}

/// Asks one person's open questions; says as well whether any was answered.
fn person(output: &Output, one: &mut Asking) -> Result<(Goes, bool), Failure> {
    let mut answered = false;
    for question in one.questions.iter_mut().filter(|question| question.told.is_none()) {
        output.say(&format!("\n{}\n  {}", question.title, question.why));
        let answer = match answer(output, question, &mut one.answers)? {
            Said::Something(answer) => answer,
            Said::Nothing => continue,
            Said::End => return Ok((Goes::Out, answered)),
        };
        one.answers.answers.insert(question.about.clone(), answer.clone());
        question.told = Some(answer);
        answered = true;
    }
    Ok((Goes::On, answered))
}

/// Is what was said to a question.
enum Said {
    Something(Answer),
    Nothing,
    /// Input has ended.
    End,
}

/// Asks for one answer until it fits; things may be named meanwhile.
fn answer(output: &Output, question: &Question, known: &mut Answers) -> Result<Said, Failure> {
    loop {
        let offered = choices(question, &known.things);
        list(output, &offered, question);
        let Some(said) = ask::line(output, "Answer")? else { return Ok(Said::End) };
        if said.is_empty() {
            return Ok(Said::Nothing);
        }
        let mut answer = Answer::default();
        let named = question.users.iter().find(|(_, name)| *name == said);
        let picks = picks(&said, offered.len(), question.things);
        let picks = match (picks, named) {
            (Some(picks), _) => picks,
            (None, Some((id, _))) => {
                answer.places.push(id.clone());
                Vec::new()
            }
            (None, None) => {
                output.say("Type the number of an answer, or several with blanks between; nothing, when you do not know.");
                continue;
            }
        };
        for pick in picks {
            match pick {
                Pick::Number(number) => take(&mut answer, offered.get(number)),
                Pick::New => {
                    let Some(thing) = thing(output, &known.things)? else { continue };
                    answer.places.push(thing.name.clone());
                    known.things.push(thing);
                }
            }
        }
        match question.takes(known, &answer) {
            Ok(()) if answer.is_empty() => {}
            Ok(()) => return Ok(Said::Something(answer)),
            Err(why) => output.say(complaint(why)),
        }
    }
}

/// Is one answer that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Choice {
    /// A thing, or a user, by name.
    Place(String),
    /// A word, and what it says.
    Word(Word, &'static str),
}

fn choices(question: &Question, things: &[Thing]) -> Vec<Choice> {
    let things = things.iter().filter(|_| question.things).map(|one| one.name.clone());
    let users = question.users.iter().take(AnswersLimits::USERS).map(|(id, _)| id.clone());
    let words = question.words.iter().map(|(word, label)| Choice::Word(*word, label));
    things.chain(users).map(Choice::Place).chain(words).collect()
}

fn list(output: &Output, choices: &[Choice], question: &Question) {
    for (index, choice) in choices.iter().enumerate() {
        let label = match choice {
            Choice::Place(name) => name.as_str(),
            Choice::Word(_, label) => label,
        };
        output.say(&format!("  {:>3}  {label}", index + 1));
    }
    let more = question.users.len().saturating_sub(AnswersLimits::USERS);
    if more > 0 {
        output.say(&format!(" Name  one of {more} other users, by name"));
    }
    if question.things {
        let what = if choices.iter().any(|one| matches!(one, Choice::Place(_))) {
            "another thing"
        } else {
            "a thing: name it"
        };
        output.say(&format!("    +  {what}"));
    }
    output.say("Enter  I do not know");
}

/// Is one part of an answer as it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pick {
    /// The choice of this index.
    Number(usize),
    /// A thing that was not named yet.
    New,
}

/// Reads numbers from 1 to `count` and, where things can be named, `+`.
fn picks(said: &str, count: usize, things: bool) -> Option<Vec<Pick>> {
    let words = said.split([' ', ',']).filter(|word| !word.is_empty());
    let mut picks = Vec::new();
    for word in words {
        let pick = match word {
            "+" if things => Pick::New,
            _ => {
                let number: usize = word.parse().ok()?;
                Pick::Number(number.checked_sub(1).filter(|index| *index < count)?)
            }
        };
        if !picks.contains(&pick) {
            picks.push(pick);
        }
    }
    Some(picks)
}

fn take(answer: &mut Answer, choice: Option<&Choice>) {
    match choice {
        Some(Choice::Place(name)) => answer.places.push(name.clone()),
        Some(Choice::Word(word, _)) => answer.word = Some(*word),
        None => {}
    }
}

fn complaint(why: Unfit) -> &'static str {
    match why {
        Unfit::Place(_) | Unfit::Word => "That is no answer to this question.",
        Unfit::TooMany => "Choose one only.",
        Unfit::Both => "These cannot be said together.",
    }
}

/// Asks for a thing: its name, what it is, what opens it. Nothing where no name is
/// given, or there are enough of them.
fn thing(output: &Output, known: &[Thing]) -> Result<Option<Thing>, Failure> {
    if known.len() >= MOST_THINGS {
        output.say(&format!("There are {MOST_THINGS} things already, and there can be no more."));
        return Ok(None);
    }
    let name = loop {
        let question = "Name of the thing, as you would say it: my phone, the sheet in the safe";
        let Some(name) = ask::line(output, question)?.filter(|name| !name.is_empty()) else {
            return Ok(None);
        };
        let most = AnswersLimits::NAME;
        if name.chars().count() > most || name.chars().any(char::is_control) {
            output.say(&format!(
                "A name has at most {most} characters, and none that cannot be seen."
            ));
        } else if known.iter().any(|one| one.key() == name.to_lowercase()) {
            output.say("There is a thing of that name already; choose it by its number.");
            return Ok(None);
        } else {
            break name;
        }
    };
    let Some(sort) = one_of(output, "What it is", &Sort::ALL, Sort::label)? else {
        return Ok(None);
    };
    let lock = if sort.locks() {
        one_of(output, "What opens it", &Lock::ALL, Lock::label)?.unwrap_or_default()
    } else {
        Lock::None
    };
    Ok(Some(Thing::new(name, sort, lock)))
}

/// Asks for one of a list; nothing where input ends.
fn one_of<T: Copy>(
    output: &Output,
    title: &str,
    all: &[T],
    label: fn(T) -> &'static str,
) -> Result<Option<T>, Failure> {
    output.say(&format!("{title}:"));
    for (index, one) in all.iter().enumerate() {
        output.say(&format!("  {:>3}  {}", index + 1, label(*one)));
    }
    loop {
        let Some(said) = ask::line(output, "Number")? else { return Ok(None) };
        if let Some([Pick::Number(index)]) = picks(&said, all.len(), false).as_deref() {
            return Ok(all.get(*index).copied());
        }
        output.say(&format!("Type a number from 1 to {}.", all.len()));
    }
}

/// Offers to save the answers to a new file.
fn save(output: &Output, account: &str, asking: &[Asking]) -> Result<(), Failure> {
    let bytes = serde_json::to_vec_pretty(&written(account, asking))?;
    loop {
        let question = "\nSave the answers for the next time in a new file (Enter: do not)";
        let Some(path) = ask::line(output, question)?.filter(|path| !path.is_empty()) else {
            return Ok(());
        };
        match vault::write_new(Path::new(&path), &bytes) {
            Ok(()) => {
                output.say(&format!("Saved. Next time: --answers {path}"));
                return Ok(());
            }
            Err(error) => output.say(&format!("{error}.")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_numbers_of_the_list() {
        let (one, two) = (Pick::Number(0), Pick::Number(1));
        assert_eq!(picks("2 1", 2, true), Some(vec![two, one]));
        assert_eq!(picks(" 1,2, 1", 2, true), Some(vec![one, two]));
        assert_eq!(picks("+ 1", 1, true), Some(vec![Pick::New, one]));
        for wrong in ["0", "3", "x", "-1", "1 x", "99999999999999999999999", "1.5"] {
            assert_eq!(picks(wrong, 2, true), None, "{wrong}");
        }
        assert_eq!(picks("+", 2, false), None);
    }

    #[test]
    fn users_and_words_are_offered_where_no_things_are() {
        let phone = [Thing::new("phone", Sort::Phone, Lock::Known)];
        let users = vec![("ann".to_owned(), "ann".to_owned())];
        let offered = choices(&Question::person(users), &phone);
        assert_eq!(offered[0], Choice::Place("ann".to_owned()));
        assert!(matches!(offered[1], Choice::Word(Word::Nowhere, _)) && offered.len() == 2);
        // Of very many the first are listed.
        let crowd = (0..AnswersLimits::USERS + 5).map(|n| (format!("{n}"), format!("{n}")));
        let offered = choices(&Question::person(crowd.collect()), &phone);
        assert_eq!(offered.len(), AnswersLimits::USERS + 1);
        let offered = choices(&Question::mailbox(), &phone);
        assert_eq!(offered[0], Choice::Place("phone".to_owned()));
    }
}
