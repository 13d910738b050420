//! Mail into a folder, for trying the service out: one file for each message,
//! which every mail program opens.

use std::path::{Path, PathBuf};

use tokio::io::AsyncWriteExt;

use super::{Failure, Mail, Sender, compose};

/// Is a folder that takes mail.
#[derive(Clone, Debug)]
pub struct Folder {
    place: PathBuf,
    from: Sender,
}

impl Folder {
    /// Takes a folder, which is made where there is none.
    pub fn new(place: PathBuf, from: Sender) -> Self {
        Self { place, from }
    }

    /// Returns where it is.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// Writes a message (mode 0600), named after its date and id. Written again,
    /// it is still one file.
    pub async fn deliver(&self, mail: &Mail<'_>) -> Result<(), Failure> {
        let bytes = compose(&self.from, mail)?;
        let name = format!("{}-{}.eml", mail.date.unix_seconds(), mail.hex());
        self.write(&name, &bytes).await.map_err(|error| {
            Failure::NoWay(format!("the folder {}: {error}", self.place.display()))
        })
    }

    async fn write(&self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        tokio::fs::create_dir_all(&self.place).await?;
        let part = self.place.join(format!(".{name}.part"));
        let mut options = tokio::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        options.mode(0o600);
        let mut file = options.open(&part).await?;
        file.write_all(bytes).await?;
        file.sync_all().await?;
        tokio::fs::rename(&part, self.place.join(name)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use identity::Timestamp;

    #[tokio::test]
    async fn a_message_is_one_file_however_often_it_is_written() {
        let place = tempfile::tempdir().unwrap();
        let from = Sender::parse("security@example.com").unwrap();
        let folder = Folder::new(place.path().join("mail"), from);
        let mail = Mail {
            id: &[1; 16],
            to: "anna@example.com",
            subject: "Hello",
            text: "Hello",
            html: "<p>Hello</p>",
            date: Timestamp::from_unix_seconds(1_700_000_000),
        };
        folder.deliver(&mail).await.unwrap();
        folder.deliver(&mail).await.unwrap();
        let names: Vec<_> = std::fs::read_dir(folder.place())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(names, ["1700000000-01010101010101010101010101010101.eml"]);
    }
}
