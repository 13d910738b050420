//! The frames of answers and errors.

use super::writer::{Element, push_escaped};
use crate::ApiError;
use crate::xml::Namespace;

/// Is the frame of one operation's answer.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The service.
    pub namespace: Namespace,
    /// The operation, as AWS spells it.
    pub operation: &'a str,
    /// The request's id, which the answer repeats.
    pub request_id: &'a str,
}

impl Answer<'_> {
    /// Writes the answer of an operation that has output: `<XResult>` is there even
    /// when it is empty, because clients look for it.
    pub fn with_result(self, fill: impl FnOnce(&mut Element<'_>)) -> String {
        self.frame(|out| {
            for part in ["<", self.operation, "Result>"] {
                out.push_str(part);
            }
            fill(&mut Element::new(out));
            for part in ["</", self.operation, "Result>"] {
                out.push_str(part);
            }
        })
    }

    /// Writes the answer of an operation that has no output.
    pub fn empty(self) -> String {
        self.frame(|_| {})
    }

    fn frame(self, fill: impl FnOnce(&mut String)) -> String {
        let mut out = String::with_capacity(1024);
        let (operation, uri) = (self.operation, self.namespace.uri());
        for part in ["<", operation, "Response xmlns=\"", uri, "\">"] {
            out.push_str(part);
        }
        fill(&mut out);
        out.push_str("<ResponseMetadata><RequestId>");
        push_escaped(&mut out, self.request_id);
        for part in ["</RequestId></ResponseMetadata></", operation, "Response>"] {
            out.push_str(part);
        }
        out
    }
}

/// Writes an error.
pub fn write_error(namespace: Namespace, error: &ApiError, request_id: &str) -> String {
    let mut out = String::with_capacity(512);
    out.push_str(&format!("<ErrorResponse xmlns=\"{}\">", namespace.uri()));
    Element::new(&mut out)
        .element("Error", |inner| {
            inner
                .text("Type", if error.is_senders() { "Sender" } else { "Receiver" })
                .text("Code", error.code())
                .text("Message", error.message());
        })
        .text("RequestId", request_id);
    out.push_str("</ErrorResponse>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Moment;

    const FRAME: Answer<'static> =
        Answer { namespace: Namespace::Iam, operation: "ListUsers", request_id: "r-1" };

    #[test]
    fn an_answer_has_result_and_metadata() {
        let xml = FRAME.with_result(|result| {
            result
                .list("Users", ["a", "<b>"], |member, name| {
                    member.text("UserName", name).time("CreateDate", Moment::from_unix_seconds(0));
                })
                .boolean("IsTruncated", false)
                .maybe("Marker", None)
                .integer("N", -3)
                .blob("B", b"\x00\xff")
                .texts("Empty", [])
                .map("M", [("k", "v".to_owned())]);
        });
        assert_eq!(
            xml,
            "<ListUsersResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">\
             <ListUsersResult><Users>\
             <member><UserName>a</UserName><CreateDate>1970-01-01T00:00:00Z</CreateDate></member>\
             <member><UserName>&lt;b&gt;</UserName><CreateDate>1970-01-01T00:00:00Z</CreateDate>\
             </member></Users><IsTruncated>false</IsTruncated><N>-3</N><B>AP8=</B><Empty/>\
             <M><entry><key>k</key><value>v</value></entry></M></ListUsersResult>\
             <ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></ListUsersResponse>"
        );
    }

    #[test]
    fn a_character_is_escaped_wherever_it_stands() {
        for (character, written) in [
            ("&", "&amp;"),
            ("<", "&lt;"),
            (">", "&gt;"),
            ("\"", "&quot;"),
            ("'", "&#39;"),
            ("\r", "&#13;"),
            ("\u{1f}", "\u{fffd}"),
            ("\u{fffe}", "\u{fffd}"),
            ("\u{ffff}", "\u{fffd}"),
            ("\u{fefe}", "\u{fefe}"),
            ("\n", "\n"),
            ("\u{7f}", "\u{7f}"),
        ] {
            for place in 0..70 {
                let (before, after) = ("\u{e9}b".repeat(place), "c".repeat(70 - place));
                let mut out = String::new();
                push_escaped(&mut out, &format!("{before}{character}{after}"));
                assert_eq!(out, format!("{before}{written}{after}"));
            }
        }
    }

    #[test]
    fn an_operation_without_output_has_metadata_only() {
        assert_eq!(
            FRAME.empty(),
            "<ListUsersResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">\
             <ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></ListUsersResponse>"
        );
        assert!(FRAME.with_result(|_| {}).contains("<ListUsersResult></ListUsersResult>"));
    }

    #[test]
    fn errors_say_whose_fault_it_is() {
        let error = ApiError::new("NoSuchEntity", 404, "no <x> & 'y'\u{0}\r");
        assert_eq!(
            write_error(Namespace::Sts, &error, "r"),
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error>\
             <Type>Sender</Type><Code>NoSuchEntity</Code>\
             <Message>no &lt;x&gt; &amp; &#39;y&#39;\u{fffd}&#13;</Message></Error>\
             <RequestId>r</RequestId></ErrorResponse>"
        );
        let error = ApiError::new("ServiceFailure", 500, "");
        assert!(write_error(Namespace::Iam, &error, "r").contains("<Type>Receiver</Type>"));
    }
}
