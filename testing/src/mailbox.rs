//! The mail of a World, as the worker would send it.

use service::outbox::claim::{self, Claimed};
use service::outbox::settle;
use storage::Settlement;

use crate::World;

impl World {
    /// Sends all mail that is due and returns it, the longest waiting first.
    pub async fn mail(&self) -> Vec<Claimed> {
        let worker = claim::worker(&self.service);
        let taken = claim::run(&self.service, worker, 1000).await.unwrap();
        for message in &taken {
            let (account, id) = (message.account, message.id);
            let sent = settle::run(&self.service, worker, account, id, Settlement::Sent).await;
            assert!(sent.unwrap(), "a message was settled twice");
        }
        taken
    }

    /// Sends all mail that is due and returns what was sent to an address.
    pub async fn mail_to(&self, address: &str) -> Vec<Claimed> {
        let all = self.mail().await;
        all.into_iter().filter(|message| message.recipient == address).collect()
    }

    /// Returns the code in a message that confirms a contact.
    pub fn code_in(message: &Claimed) -> String {
        let line = message.content.text.lines().find(|line| line.starts_with("    "));
        line.unwrap().trim().to_owned()
    }

    /// Returns the path of the link in a message, after the public address.
    pub fn link_in(message: &Claimed) -> String {
        let mut lines = message.content.text.lines();
        lines.find_map(|line| line.strip_prefix("https://id.example/")).unwrap().to_owned()
    }

    /// Confirms an address as a contact of the caller's account.
    pub async fn confirm_contact(
        &self,
        caller: &service::Caller,
        contact: identity::contact::Contact,
        address: &str,
    ) {
        use service::contacts::{confirm, send_code};
        let command =
            send_code::SendCode { contact, address: address.to_owned(), name: String::new() };
        send_code::run(&self.service, caller, command).await.unwrap();
        let mail = self.mail_to(address).await;
        let code = mail.iter().rfind(|message| message.kind == "contact-code").unwrap();
        let code = Self::code_in(code);
        confirm::run(&self.service, caller, contact, &code).await.unwrap();
    }
}
