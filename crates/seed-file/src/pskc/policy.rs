//! What a maker permits to be done with a key (RFC 6030, section 5). What is not
//! understood here permits nothing, as the standard demands.

use crate::token::Validity;

/// Is what is permitted, as the XML says it.
#[derive(Default)]
pub(super) struct Policy {
    /// The dates between which the key, or its device, may be used.
    pub(super) starts: Vec<String>,
    pub(super) ends: Vec<String>,
    /// What the key may be used for; anything where nothing is named.
    pub(super) usages: Vec<String>,
    /// Whether the key may be used so many times only.
    pub(super) counted: bool,
    /// How the PIN of the key is used, where it has one.
    pub(super) pin: Option<String>,
    /// The name of an element that is not known.
    pub(super) unknown: Option<String>,
}

impl Policy {
    /// Says when the codes of a token may be used, or why they may never be.
    pub(super) fn judge(&self) -> Result<Validity, String> {
        if let Some(name) = &self.unknown {
            let name: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
            return Err(format!(
                "its policy says \"{name}\", which is not known here, and so permits nothing \
                 (RFC 6030, section 5)"
            ));
        }
        if !self.usages.is_empty() && !self.usages.iter().any(|usage| usage == "OTP") {
            return Err("its policy permits other uses than one-time codes only".to_owned());
        }
        if self.counted {
            return Err("its policy permits so many uses only, which nobody counts here".to_owned());
        }
        if self.pin.as_ref().is_some_and(|mode| mode != "Local") {
            return Err("its policy asks for a PIN that the token does not check itself".to_owned());
        }
        let read = |dates: &[String]| {
            let seconds = dates.iter().map(|date| date.parse::<jiff::Timestamp>());
            let seconds = seconds.map(|date| date.map(jiff::Timestamp::as_second));
            seconds.collect::<Result<Vec<i64>, _>>()
        };
        match (read(&self.starts), read(&self.ends)) {
            (Ok(starts), Ok(ends)) => {
                Ok(Validity { from: starts.into_iter().max(), until: ends.into_iter().min() })
            }
            _ => Err("the dates of its policy cannot be read".to_owned()),
        }
    }
}
