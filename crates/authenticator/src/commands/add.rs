//! `secondkey add`: one entry from a picture, a URI or a secret.

use std::path::Path;

use otp::{Algorithm, Digits, Kind, Otpauth, Period, Seed};
use vault::qr::{self, Picture};
use vault::{Entry, Name};
use zeroize::Zeroizing;

use super::describe::{headline, shown};
use crate::ask;
use crate::cli::{Add, Shape};
use crate::context::Context;
use crate::failure::Failure;

pub(crate) fn run(context: &Context, options: &Add) -> Result<(), Failure> {
    let asked =
        options.source.image.is_none() && !options.source.uri_stdin && !options.source.secret_stdin;
    let input = input(options, asked)?;
    let bare_secret = (options.source.secret_stdin || asked) && !looks_like_uri(&input);
    let uri = if bare_secret { from_secret(context, options, &input, asked)? } else { input };
    let uri = relabelled(uri, options)?;
    let otpauth = Otpauth::parse(&uri)?;
    let derived = match &options.name {
        Some(name) => Name::new(name)?,
        None => Name::derive(&otpauth).map_err(|_| {
            Failure::usage("this entry has no label to be called by; name it with --name")
        })?,
    };
    let name = if asked && options.name.is_none() { ask_name(context, derived)? } else { derived };

    let now = context.env.now();
    let entry = Entry::new(context.env.identifier(8)?, name, &uri, now)?.marked_root(options.root);
    let mut vault = context.open()?;
    let twin = vault.update(now, |contents| {
        let same = |other: &&Entry| other.otpauth().seed.same(&entry.otpauth().seed);
        let twin = contents.entries().iter().find(same).map(Entry::describe);
        contents.add(entry.clone()).map(|()| twin)
    })?;
    context.mind_backup(&vault);
    if let Some(twin) = twin {
        context.output.say(&format!("Note: {twin} has the same secret; it shows the same codes."));
    }
    if context.global.json {
        context.output.json(&shown(&entry))
    } else {
        context
            .output
            .data(&format!("Added {}\n", headline(context.output.style(), &shown(&entry))))
    }
}

fn input(options: &Add, asked: bool) -> Result<Zeroizing<String>, Failure> {
    if let Some(path) = &options.source.image {
        return from_picture(path, options.pick);
    }
    if asked {
        return ask::secret(
            "Secret or otpauth URI (not shown)",
            "give --image FILE, --uri-stdin or --secret-stdin",
        );
    }
    let text = ask::standard_input()?;
    let text = Zeroizing::new(text.trim().to_owned());
    if options.source.uri_stdin && text.lines().count() > 1 {
        return Err(Failure::new("standard input has several lines; add one URI at a time"));
    }
    Ok(text)
}

fn from_picture(path: &Path, pick: Option<usize>) -> Result<Zeroizing<String>, Failure> {
    let mut texts = qr::read(&Picture::open(path)?);
    let count = texts.len();
    let at = match (pick, count) {
        (_, 0) => {
            return Err(Failure::new(format!(
                "no QR code was found in {}; crop it to the code, or take it larger and sharper",
                path.display()
            )));
        }
        (Some(pick), _) if (1..=count).contains(&pick) => pick - 1,
        (Some(_), _) => return Err(Failure::usage(format!("the picture has {count} QR codes"))),
        (None, 1) => 0,
        (None, _) => {
            let codes =
                (1..).zip(&texts).map(|(number, text)| format!("\n  {number}  {}", label(text)));
            return Err(Failure::new(format!(
                "the picture has several QR codes; say which one with --pick N:{}",
                codes.collect::<String>()
            )));
        }
    };
    let text = texts.swap_remove(at);
    match Otpauth::parse(&text) {
        Ok(_) => Ok(text),
        Err(_) if is_transfer(&text) => Err(Failure::new(
            "this QR code is a transfer from another authenticator, which holds several entries; add takes one entry",
        )),
        Err(error) => Err(Failure::new(format!("the QR code is none for one-time codes: {error}"))),
    }
}

/// Describes the text of a QR code without its secret.
pub(crate) fn label(text: &str) -> String {
    match Otpauth::parse(text) {
        Ok(read) => {
            let name = Name::derive(&read).map(|name| name.as_str().to_owned());
            name.unwrap_or_else(|_| "an entry without a label".to_owned())
        }
        Err(_) if is_transfer(text) => "a transfer from another authenticator".to_owned(),
        Err(_) => "not an otpauth URI".to_owned(),
    }
}

/// Tells whether a text is what other authenticators show to move many entries.
pub(crate) fn is_transfer(text: &str) -> bool {
    text.starts_with("otpauth-migration:")
}

fn looks_like_uri(text: &str) -> bool {
    text.get(..10).is_some_and(|head| head.eq_ignore_ascii_case("otpauth://"))
}

fn from_secret(
    context: &Context,
    options: &Add,
    secret: &str,
    asked: bool,
) -> Result<Zeroizing<String>, Failure> {
    let seed = Seed::from_base32(secret)?;
    let ask = |given: &Option<String>, question: &str| match given {
        Some(given) => Ok(Some(given.clone())),
        None if asked && ask::someone_is_there() => {
            Ok::<_, Failure>(ask::line(&context.output, question)?.filter(|line| !line.is_empty()))
        }
        None => Ok(None),
    };
    let issuer = ask(&options.issuer, "Service (for instance: Amazon Web Services)")?;
    let account = ask(&options.account, "Account at the service")?.or_else(|| options.name.clone());
    if issuer.is_none() && account.is_none() {
        return Err(Failure::usage(
            "a bare secret has no label; give --name, or --issuer and --account",
        ));
    }
    let (kind, algorithm, digits) = shape(&options.shape)?;
    let account = account.unwrap_or_default();
    Ok(Otpauth { kind, issuer, account, seed, algorithm, digits }.to_uri())
}

fn shape(shape: &Shape) -> Result<(Kind, Algorithm, Digits), Failure> {
    let period = shape.period.map_or(Some(Period::THIRTY), Period::new);
    let period = period.ok_or_else(|| Failure::usage("--period is 1 to 86400 seconds"))?;
    let usual = if shape.steam { Digits::STEAM } else { Digits::SIX };
    let digits = shape.digits.map_or(Some(usual), Digits::new);
    let algorithm = shape.algorithm.as_deref().map_or(Ok(Algorithm::Sha1), Algorithm::parse);
    Ok((
        shape.counter.map_or(Kind::Totp(period), Kind::Hotp),
        algorithm.map_err(|error| Failure::usage(error.to_string()))?,
        digits.ok_or_else(|| Failure::usage("--digits is 6, 7 or 8"))?,
    ))
}

/// Puts the issuer and account of the command line in place of the URI's.
fn relabelled(uri: Zeroizing<String>, options: &Add) -> Result<Zeroizing<String>, Failure> {
    if options.issuer.is_none() && options.account.is_none() {
        return Ok(uri);
    }
    let mut read = Otpauth::parse(&uri)?;
    read.issuer = options.issuer.clone().or(read.issuer);
    read.account = options.account.clone().unwrap_or(read.account);
    Ok(read.to_uri())
}

fn ask_name(context: &Context, derived: Name) -> Result<Name, Failure> {
    if !ask::someone_is_there() {
        return Ok(derived);
    }
    let typed = ask::line(&context.output, &format!("Name [{}]", derived.as_str()))?;
    match typed.filter(|typed| !typed.is_empty()) {
        Some(typed) => Ok(Name::new(&typed)?),
        None => Ok(derived),
    }
}
