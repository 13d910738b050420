//! The command line: names, options and their help. Secrets have no option
//! that takes them; they come from a prompt, standard input or a file.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::cli_device::{AgentCommand, AwsCommand, Clock};

/// One-time codes on the desktop, in a vault that a forgotten passphrase does
/// not lock.
#[derive(Parser)]
#[command(name = "secondkey", version, max_term_width = 100, arg_required_else_help = true)]
#[command(
    after_help = "Exit status: 0 done, 2 wrong usage, 3 a finding of --fail-on, 4 would have asked, 5 partial, 1 anything else."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Global {
    /// The vault file [default: ~/.local/share/secondkey/vault.age]
    #[arg(
        long,
        global = true,
        value_name = "PATH",
        env = "SECONDKEY_VAULT",
        hide_env_values = true
    )]
    pub(crate) vault: Option<PathBuf>,
    /// Reads the passphrase from the first line of a file
    #[arg(
        long,
        global = true,
        value_name = "F",
        env = "SECONDKEY_PASSPHRASE_FILE",
        hide_env_values = true
    )]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// Opens the vault with the recovery key in a file or in a picture of its QR code,
    /// without the passphrase (- asks for it, or reads standard input)
    #[arg(long, global = true, value_name = "F")]
    pub(crate) recovery_key_file: Option<PathBuf>,
    /// Prints JSON for programs
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Makes a new vault and its recovery key
    Init(Init),
    /// Adds an entry from a picture, an otpauth URI or a typed secret
    Add(Add),
    /// Shows what the QR codes of a picture hold, adding nothing
    Scan {
        /// A PNG, JPEG, WebP or BMP picture
        image: PathBuf,
    },
    /// Lists the entries
    List,
    /// Shows the code of an entry
    Code(Code),
    /// Says which entry shows a code, now or a few minutes around now
    Which(Which),
    /// Removes an entry
    Remove {
        /// The entry: its name, or an unmistakable part of it
        name: String,
        /// Does not ask; the name must then be given in full
        #[arg(long)]
        yes: bool,
    },
    /// Gives an entry another name
    Rename {
        /// The entry: its name, or an unmistakable part of it
        name: String,
        /// Its new name
        new_name: String,
    },
    /// Shows the QR code of an entry, for another device to scan
    ShowQr {
        /// The entry: its name, or an unmistakable part of it
        name: String,
        /// Writes a PNG picture instead; never over an existing file
        #[arg(long, value_name = "FILE.png")]
        output: Option<PathBuf>,
        /// Draws for a terminal whose letters are dark on light; needed without colour only
        #[arg(long, conflicts_with = "output")]
        invert: bool,
    },
    /// Takes over the entries of another authenticator
    Import(Import),
    /// Writes entries for another authenticator, a list, or paper
    Export(Export),
    /// Says which losses lock you out and which thefts let someone in
    Report(Report),
    /// Says by how much this computer's clock is wrong
    Clock(Clock),
    /// Keeps the vault open in a process of its own, so that codes need no passphrase
    #[command(subcommand)]
    Agent(AgentCommand),
    /// Enrols devices at AWS, gives temporary credentials to its programs
    #[command(subcommand)]
    Aws(Box<AwsCommand>),
    /// Looks whether everything that could fail in an emergency is in order
    Doctor,
    /// Shows all codes on the whole terminal: search, copy, add, edit
    Tui(Tui),
    /// Looks after the vault itself
    #[command(subcommand)]
    Vault(VaultCommand),
    /// Sets another passphrase
    #[command(subcommand)]
    Passphrase(PassphraseCommand),
    /// Writes manual pages into a folder
    Manual {
        /// The folder; pages that are there are not written over
        folder: PathBuf,
    },
    /// Prints completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

#[derive(Args)]
pub(crate) struct Init {
    /// Writes the recovery key to a new file instead of showing it; a page to print,
    /// with its QR code, where the name ends in .html
    #[arg(long, value_name = "F")]
    pub(crate) recovery_key_out: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Add {
    #[command(flatten)]
    pub(crate) source: Source,
    /// What to call the entry [default: ISSUER:ACCOUNT]
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// The service, in place of what the URI says
    #[arg(long)]
    pub(crate) issuer: Option<String>,
    /// The account at the service, in place of what the URI says
    #[arg(long)]
    pub(crate) account: Option<String>,
    /// Marks the entry as a root user's
    #[arg(long)]
    pub(crate) root: bool,
    /// Which QR code of the picture, where it has several, counted from 1
    #[arg(long, value_name = "N", conflicts_with_all = ["uri_stdin", "secret_stdin"])]
    pub(crate) pick: Option<usize>,
    #[command(flatten)]
    pub(crate) shape: Shape,
}

#[derive(Args)]
#[group(multiple = false)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option without a value")]
pub(crate) struct Source {
    /// Reads the QR code in a PNG, JPEG, WebP or BMP picture
    #[arg(long, value_name = "FILE")]
    pub(crate) image: Option<PathBuf>,
    /// Reads the QR code that the screen shows; under Wayland the desktop asks you
    #[arg(long)]
    pub(crate) screen: bool,
    /// Reads the QR code in the picture on the clipboard
    #[arg(long)]
    pub(crate) clipboard: bool,
    /// Reads the QR code before a camera, through ffmpeg [default: /dev/video0]
    #[arg(long, value_name = "DEVICE", num_args = 0..=1, default_missing_value = "/dev/video0")]
    pub(crate) camera: Option<PathBuf>,
    /// Reads an otpauth URI from standard input
    #[arg(long)]
    pub(crate) uri_stdin: bool,
    /// Reads a base32 secret from standard input
    #[arg(long)]
    pub(crate) secret_stdin: bool,
}

impl Source {
    /// Tells whether the entry comes from the QR code of a picture.
    pub(crate) fn is_picture(&self) -> bool {
        self.image.is_some() || self.screen || self.clipboard || self.camera.is_some()
    }
}

/// How codes are made from a bare secret; a URI says so itself.
#[derive(Args)]
pub(crate) struct Shape {
    /// Digits of a code of a bare secret: 6, 7 or 8 [default: 6]
    #[arg(long, conflicts_with_all = ["image", "screen", "clipboard", "camera", "uri_stdin"])]
    pub(crate) digits: Option<u32>,
    /// Seconds that a code of a bare secret lasts [default: 30]
    #[arg(long, conflicts_with_all = ["image", "screen", "clipboard", "camera", "uri_stdin"])]
    pub(crate) period: Option<u32>,
    /// Hash function of a bare secret: SHA1, SHA256 or SHA512 [default: SHA1]
    #[arg(long, conflicts_with_all = ["image", "screen", "clipboard", "camera", "uri_stdin"])]
    pub(crate) algorithm: Option<String>,
    /// Makes a bare secret counter-based (HOTP), with this next counter
    #[arg(long, value_name = "N", conflicts_with_all = ["image", "screen", "clipboard", "camera", "uri_stdin", "period"])]
    pub(crate) counter: Option<u64>,
    /// Makes the codes of a bare secret Steam's: five letters and digits
    #[arg(long, conflicts_with_all = ["image", "screen", "clipboard", "camera", "uri_stdin", "digits", "period", "algorithm", "counter"])]
    pub(crate) steam: bool,
}

#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option without a value")]
pub(crate) struct Code {
    /// The entry: its name, or an unmistakable part of it
    pub(crate) name: String,
    /// Prints two consecutive codes, as enrolling a device asks for
    #[arg(long)]
    pub(crate) pair: bool,
    /// Stays and shows each next code as its time comes, for ten minutes at most
    #[arg(long, conflicts_with_all = ["pair", "copy", "at"])]
    pub(crate) watch: bool,
    /// Copies the code to the clipboard too, and stays until it is cleared
    #[arg(long, conflicts_with = "pair")]
    pub(crate) copy: bool,
    /// Seconds until the clipboard is cleared
    #[arg(long, value_name = "SECONDS", default_value_t = 30, requires = "copy")]
    pub(crate) clear_after: u64,
    /// Computes the code of another time, in Unix seconds
    #[arg(long, value_name = "UNIX_TIME")]
    pub(crate) at: Option<u64>,
    /// Computes the code with the right time, as secondkey clock measured it
    #[arg(long, conflicts_with = "at", env = "SECONDKEY_CORRECTED", value_parser = clap::builder::FalseyValueParser::new())]
    pub(crate) corrected: bool,
}

#[derive(Args)]
pub(crate) struct Which {
    /// The code; asked for when left out
    pub(crate) code: Option<String>,
    /// Looks around another time, in Unix seconds
    #[arg(long, value_name = "UNIX_TIME")]
    pub(crate) at: Option<u64>,
}

#[derive(Args)]
pub(crate) struct Import {
    /// The file, or several pictures or texts with the parts of one transfer;
    /// whose file it is, is found out by its content
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Reads the password of an encrypted file from the first line of a file
    #[arg(long, value_name = "P")]
    pub(crate) password_file: Option<PathBuf>,
    /// Does not ask
    #[arg(long)]
    pub(crate) yes: bool,
    /// Adds entries in conflict too, beside what is there; nothing is replaced
    #[arg(long)]
    pub(crate) keep_both: bool,
}

#[derive(Args)]
pub(crate) struct Export {
    /// The entries, by their names or unmistakable parts [default: all]
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    /// What to write
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: ExportFormat,
    /// Writes a new file, never over an existing one; for QR codes a picture
    /// FILE.png, or FILE-1.png and so on where one is not enough
    #[arg(long, value_name = "F")]
    pub(crate) output: Option<PathBuf>,
    /// Does not ask
    #[arg(long)]
    pub(crate) yes: bool,
    /// Reads the password of the encrypted file from the first line of a file
    #[arg(long, value_name = "P")]
    pub(crate) password_file: Option<PathBuf>,
    /// Entries in one transfer QR code; fewer are easier to scan
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=10))]
    pub(crate) per_code: u16,
    /// Draws for a terminal whose letters are dark on light; needed without colour only
    #[arg(long, conflicts_with = "output")]
    pub(crate) invert: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// A list of otpauth URIs
    Otpauth,
    /// Transfer QR codes that phones scan: on the terminal, as pictures, or
    /// as links in a pipe and in files that do not end in .png
    GoogleMigration,
    /// A file for Aegis and everything that reads its files
    Aegis,
    /// The same, encrypted with a password
    AegisEncrypted,
    /// A page to print (HTML): every entry with its secret and QR code
    Sheet,
}

#[derive(Args)]
pub(crate) struct Tui {
    /// Asks and answers line by line, for screen readers and simple terminals
    #[arg(long)]
    pub(crate) linear: bool,
    /// Seconds without a key until the vault is locked; 0 for never
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    pub(crate) lock_after: u64,
    /// Seconds until a copied code is taken off the clipboard
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    pub(crate) clear_after: u64,
    /// Computes the codes with the right time, as secondkey clock measured it
    #[arg(long, env = "SECONDKEY_CORRECTED", value_parser = clap::builder::FalseyValueParser::new())]
    pub(crate) corrected: bool,
}

#[derive(Args)]
pub(crate) struct Report {
    /// The access graph, in JSON
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) view: ReportView,
}

/// What is reported, and how.
#[derive(Args)]
pub(crate) struct ReportView {
    /// Asks what happens when these are lost, as the report calls them or by their ids
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub(crate) losing: Vec<String>,
    /// Asks what happens when these are stolen, as the report calls them or by their ids
    #[arg(long, value_name = "C", value_delimiter = ',')]
    pub(crate) stealing: Vec<String>,
    /// Lists sets up to this size [default: 3, or 5 where none is so small]
    #[arg(long, value_name = "K", conflicts_with = "all")]
    pub(crate) max_size: Option<usize>,
    /// Lists sets of every size
    #[arg(long)]
    pub(crate) all: bool,
    /// What to write [default: text, or json with --json]
    #[arg(long, value_enum, conflicts_with = "json")]
    pub(crate) format: Option<ReportFormat>,
    /// Says for each set in the text why it is one
    #[arg(long)]
    pub(crate) explain: bool,
    /// Ends with status 3 if a rule finds something so bad, or worse
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<AtLeast>,
}

/// Is a form of the access report.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum ReportFormat {
    /// Words for the terminal
    Text,
    /// One object for programs
    Json,
    /// A page of its own, with the picture
    Html,
    /// The picture alone
    Svg,
    /// The findings for tools that show results of analyses
    Sarif,
}

/// Is the least severity that is meant.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum AtLeast {
    /// Critical only
    Critical,
    /// High or critical
    High,
    /// Medium or worse
    Medium,
    /// Anything
    Low,
}

#[derive(Subcommand)]
pub(crate) enum VaultCommand {
    /// Opens the vault with each key at hand and says which keys open it
    Check,
    /// Takes over what another copy of this vault holds, after both changed
    Merge {
        /// The other copy; it is left as it is
        copy: PathBuf,
    },
    /// Lets another key open the vault: a second recovery key, or the age key
    /// of a person whom you trust
    AddKey {
        /// What to call it, for instance whose it is or where it lies
        #[arg(long)]
        name: String,
        /// The person's age public key; without it, a new recovery key is made
        #[arg(long, value_name = "age1...")]
        public_key: Option<String>,
        /// Writes the new recovery key to a new file instead of showing it; a page to
        /// print where the name ends in .html
        #[arg(long, value_name = "F", conflicts_with = "public_key")]
        recovery_key_out: Option<PathBuf>,
    },
    /// Makes a recovery key that nobody holds alone: in shares for several
    /// people or places, of which any so many together open the vault
    Share(Share),
    /// Puts shares together to a recovery key again
    Combine(Combine),
    /// Lets the operating system's keyring open the vault on this device, or no
    /// longer
    #[command(subcommand)]
    Keyring(KeyringCommand),
    /// Takes a key away from those that open the vault from now on
    RemoveKey {
        /// The key: its name or its fingerprint
        key: String,
        /// Does not ask
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Subcommand)]
pub(crate) enum KeyringCommand {
    /// Puts a key of its own into the keyring; the passphrase stays as it is
    Add {
        /// What to call the key, for instance by the device
        #[arg(long, default_value = "keyring")]
        name: String,
    },
    /// Takes the key out of the keyring, and away from the vault
    Remove,
}

#[derive(Args)]
pub(crate) struct Share {
    /// How many shares there are to be, up to 16
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(crate) shares: u8,
    /// How many of them open the vault together, at least 2
    #[arg(long, value_name = "M", default_value_t = 2)]
    pub(crate) needed: u8,
    /// What to call the key [default: M of N shares]
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Writes sheets to print, a page for each share (HTML), to a new file
    /// instead of showing the shares
    #[arg(long, value_name = "FILE.html")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Combine {
    /// Files with shares: texts, or pictures of their QR codes; without any,
    /// the shares are asked for
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Writes the recovery key to a new file instead of showing it
    #[arg(long, value_name = "F")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Subcommand)]
pub(crate) enum PassphraseCommand {
    /// Sets another passphrase, knowing the present one
    Change {
        /// Reads the new passphrase from the first line of a file
        #[arg(long, value_name = "F")]
        new_passphrase_file: Option<PathBuf>,
    },
    /// Sets another passphrase with the recovery key, the present one forgotten
    Reset {
        /// Reads the new passphrase from the first line of a file; without it,
        /// --passphrase-file is taken for the new one
        #[arg(long, value_name = "F")]
        new_passphrase_file: Option<PathBuf>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
