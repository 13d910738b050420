//! What every gateway can do.

/// Is what a call is about, for the voice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The root user is being recovered.
    Recovery,
    /// The number is being confirmed.
    Confirmation,
}

/// Is a call to place.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    /// The number in international form, `+` and digits.
    pub to: &'a str,
    /// What it is about.
    pub purpose: Purpose,
    /// Whose account it is about, for the voice.
    pub account: &'a str,
    /// Where the gateway reports: an address of ours for this call alone, to which
    /// nothing needs to be added.
    pub report_to: &'a str,
}

/// Says why a call was not placed. Nothing of it is the fault of who waits.
#[derive(Debug, thiserror::Error)]
pub enum NotPlaced {
    /// The gateway cannot be reached, or does not answer in time.
    #[error("the telephone gateway cannot be reached: {0}")]
    Unreachable(String),
    /// The gateway answered, and refused.
    #[error("the telephone gateway refused the call with status {status}: {said}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// What it said, cut to 200 characters.
        said: String,
    },
}

/// Is a report as it arrives.
#[derive(Clone, Copy)]
pub struct Received<'a> {
    /// The whole address as the gateway knows it, with our public host.
    pub address: &'a str,
    /// Finds a header by its name in small letters; `None` also for one that
    /// stands there twice.
    pub header: &'a dyn Fn(&str) -> Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
    /// The present moment in seconds since 1970.
    pub now: u64,
}

/// Is what a gateway reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// It rings, or is about to.
    Ringing,
    /// Somebody has answered.
    Answered,
    /// These digits were keyed in; nothing was, when the text is empty. At most
    /// 32 characters.
    Digits(String),
    /// The call is over.
    Ended(Ended),
}

/// Is how a call ended, as far as a gateway can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Both sides had hung up.
    Completed,
    /// The line was busy.
    Busy,
    /// Nobody answered.
    NoAnswer,
    /// The call could not be made.
    Failed,
}

/// Says that a report is not believed. Why is nobody's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the report is not from the gateway")]
pub struct Refused;

/// Is what the voice says next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoken {
    /// The digits were right.
    Thanks,
    /// They were wrong; they may be keyed in again.
    Again,
    /// Nothing more is taken in this call.
    Over,
    /// Nothing: the report was not about digits.
    Nothing,
}

/// Is an answer to a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The media type.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
}

/// Places calls and understands the reports. Both calls block.
pub trait Gateway: Send + Sync {
    /// Places a call, and returns as soon as the gateway has taken it.
    fn place(&self, call: &Call<'_>) -> Result<(), NotPlaced>;

    /// Reads a report, after checking that the gateway has signed it.
    fn read(&self, received: &Received<'_>) -> Result<Report, Refused>;

    /// Writes what the gateway shall do after a report. `report_to` is the address
    /// that the call was placed with.
    fn reply(&self, spoken: Spoken, report_to: &str) -> Reply;
}
