//! As much of an HTTP/1.1 client as the measures need: one connection that is
//! kept alive, answers with a length.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, bail};

/// Is a connection to the server.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
    host: SocketAddr,
}

/// Is an answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) cookies: Vec<String>,
    pub(crate) body: String,
}

impl Answer {
    /// Returns the value of a cookie that the answer sets.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find_map(|cookie| {
            let (key, value) = cookie.split(';').next()?.split_once('=')?;
            (key == name).then_some(value)
        })
    }
}

impl Connection {
    pub(crate) fn open(host: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(host)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self { stream: BufReader::new(stream), host })
    }

    /// Asks for a page.
    pub(crate) fn get(&mut self, path: &str) -> anyhow::Result<Answer> {
        let head = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.host);
        self.stream.get_mut().write_all(head.as_bytes())?;
        self.answer()
    }

    /// Sends a form, for a person at an address behind our proxy.
    pub(crate) fn post(
        &mut self,
        path: &str,
        cookies: &str,
        person: &str,
        form: &str,
    ) -> anyhow::Result<Answer> {
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nUser-Agent: bench\r\nX-Forwarded-For: {person}\r\n\
             Cookie: {cookies}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n\r\n{form}",
            self.host,
            form.len()
        );
        self.stream.get_mut().write_all(request.as_bytes())?;
        self.answer()
    }

    /// Sends a whole request.
    pub(crate) fn send(&mut self, request: &[u8]) -> std::io::Result<()> {
        self.stream.get_mut().write_all(request)
    }

    /// Reads an answer without keeping it, and returns its status.
    pub(crate) fn skip_answer(&mut self) -> anyhow::Result<u16> {
        let buffer = self.stream.fill_buf()?;
        // Heads are short and come in one piece.
        let end =
            buffer.windows(4).position(|four| four == b"\r\n\r\n").context("no whole head")?;
        let head = String::from_utf8_lossy(buffer.get(..end).unwrap_or_default()).into_owned();
        self.stream.consume(end + 4);
        let status = head.get(9..12).and_then(|status| status.parse().ok());
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
        });
        let mut left: usize = length.context("an answer without a length")?;
        while left > 0 {
            let here = self.stream.fill_buf()?.len().min(left);
            if here == 0 {
                bail!("the server hung up");
            }
            self.stream.consume(here);
            left -= here;
        }
        status.with_context(|| format!("not an answer: {head}"))
    }

    fn answer(&mut self) -> anyhow::Result<Answer> {
        let first = self.line()?;
        let status = first.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.with_context(|| format!("not an answer: {first}"))?;
        let (mut cookies, mut length) = (Vec::new(), 0);
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').context("a header without a colon")?;
            match name.to_ascii_lowercase().as_str() {
                "set-cookie" => cookies.push(value.trim().to_owned()),
                "content-length" => length = value.trim().parse()?,
                "transfer-encoding" => bail!("an answer without a length"),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(Answer { status, cookies, body: String::from_utf8(body)? })
    }

    fn line(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            bail!("the server hung up");
        }
        line.truncate(line.trim_end().len());
        Ok(line)
    }
}
