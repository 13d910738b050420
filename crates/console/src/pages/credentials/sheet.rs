//! The sheet of recovery codes: what is printed, copied and downloaded.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use service::Caller;
use service::recovery_codes::make::Made;
use zeroize::Zeroizing;

use crate::view::{Moment, in_groups};

/// Is a sheet. It says whose it is, so that nobody mistakes one for another.
pub(super) struct Sheet {
    /// The codes in groups.
    pub(super) codes: Vec<Zeroizing<String>>,
    /// The account's name.
    pub(super) account_name: String,
    /// The account's number in groups.
    pub(super) account: String,
    /// `root user`, or the user's name.
    pub(super) identity: String,
    /// When they were made.
    pub(super) made: Moment,
    /// Where they are used.
    pub(super) url: String,
    /// The name of the downloaded file.
    pub(super) file_name: String,
}

impl Sheet {
    pub(super) fn new(caller: &Caller, made: Made, url: String) -> Self {
        let account = caller.account().to_string();
        Self {
            identity: if caller.is_root() {
                "root user".to_owned()
            } else {
                format!("user {}", caller.name())
            },
            file_name: format!("recovery-codes-{account}-{}.txt", file_word(caller.name())),
            account: in_groups(&account),
            made: Moment::new(made.made, made.made),
            codes: made.codes,
            account_name: made.account_name,
            url,
        }
    }

    /// Returns the codes, one a line, for copying.
    pub(super) fn lines(&self) -> Zeroizing<String> {
        let lines: Vec<&str> = self.codes.iter().map(|code| code.as_str()).collect();
        Zeroizing::new(lines.join("\n"))
    }

    /// Returns the file as an address that a browser saves without asking us again:
    /// the codes do not come back to the service for that.
    pub(super) fn file(&self) -> Zeroizing<String> {
        let text = Zeroizing::new(format!(
            "Recovery codes\r\n\r\n\
             Account   {} ({})\r\n\
             Identity  {}\r\n\
             Made      {}\r\n\
             Sign in   {}\r\n\r\n\
             Each code works once, in place of a device, together with the password.\r\n\
             Keep them away from the computer and from the password. Once you have\r\n\
             typed one of them back, codes of earlier sheets are void.\r\n\r\n\
             {}\r\n",
            self.account_name,
            self.account,
            self.identity,
            self.made.people,
            self.url,
            self.lines().replace('\n', "\r\n"),
        ));
        let encoded = utf8_percent_encode(&text, NON_ALPHANUMERIC);
        Zeroizing::new(format!("data:text/plain;charset=utf-8,{encoded}"))
    }
}

/// Keeps of a name what every file system takes.
fn file_word(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use identity::Timestamp;

    use super::*;

    #[test]
    fn the_file_says_whose_codes_they_are_and_obeys_no_name() {
        let sheet = Sheet {
            codes: vec![Zeroizing::new("AAAA-BBBB".to_owned()), Zeroizing::new("CCCC".to_owned())],
            account_name: "Harbour & Söhne\",<b>".to_owned(),
            account: "1234 5678 9012".to_owned(),
            identity: "root user".to_owned(),
            made: Moment::new(Timestamp::from_unix_seconds(0), Timestamp::from_unix_seconds(0)),
            url: "https://id.example.com".to_owned(),
            file_name: String::new(),
        };
        let file = sheet.file();
        let body = file.strip_prefix("data:text/plain;charset=utf-8,").unwrap();
        assert!(body.chars().all(|c| c.is_ascii_alphanumeric() || c == '%'));
        let text = percent_encoding::percent_decode_str(body).decode_utf8().unwrap();
        for line in ["AAAA-BBBB\r\nCCCC\r\n", "Harbour & Söhne\",<b> (1234 5678 9012)", "root user"]
        {
            assert!(text.contains(line), "{line}");
        }
        assert_eq!(file_word("../a b@c"), "---a-b-c");
    }
}
