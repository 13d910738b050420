//! Somebody with a browser who signs in.

use std::net::SocketAddr;

use anyhow::{Context, ensure};

use crate::clock;
use crate::http::Connection;
use crate::population::{ACCOUNT, Member, PASSWORD};

/// Is a browser that has opened the sign-in page once.
pub(crate) struct Visitor {
    connection: Connection,
    visit: String,
    form_token: String,
}

impl Visitor {
    /// Opens the page, and keeps the mark and the form's token that it gives.
    pub(crate) fn come(host: SocketAddr) -> anyhow::Result<Self> {
        let mut connection = Connection::open(host)?;
        let page = connection.get("/signin")?;
        let visit = page.cookie("sk-visit").context("no mark of the visit")?.to_owned();
        let (_, token) =
            page.body.split_once("name=\"form_token\" value=\"").context("no form on the page")?;
        let form_token = token.split('"').next().unwrap_or_default().to_owned();
        Ok(Self { connection, visit, form_token })
    }

    /// Signs a member in: password, then code, two requests.
    pub(crate) fn sign_in(&mut self, member: &Member, number: usize) -> anyhow::Result<()> {
        let person = format!("10.{}.{}.{}", number >> 16 & 255, number >> 8 & 255, number & 255);
        let (visit, token) = (&self.visit, &self.form_token);
        let password = PASSWORD.replace(' ', "+");
        let form = format!(
            "form_token={token}&then=%2F&account={ACCOUNT}&user={}&password={password}",
            member.name
        );
        let answer =
            self.connection.post("/signin", &format!("sk-visit={visit}"), &person, &form)?;
        let pending = answer
            .cookie("sk-sign-in")
            .with_context(|| format!("the password was not taken: {}", answer.status))?;

        let code = member.totp.code_at(clock::now().unix_seconds()).expose();
        let form = format!("form_token={token}&then=%2F&code={code}");
        let cookies = format!("sk-visit={visit}; sk-sign-in={pending}");
        let answer = self.connection.post("/signin/code", &cookies, &person, &form)?;
        ensure!(answer.cookie("sk-session").is_some(), "the code was not taken: {}", answer.status);
        Ok(())
    }
}
