//! 100,000 hardware tokens from an encrypted seed file into stock, by the
//! operator's command: one process, one transaction.

use std::fmt::Write as _;
use std::process::Command;

use aes::Aes128;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeEncrypt, KeyIvInit};
use data_encoding::{BASE64, HEXLOWER};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use crate::folder;
use crate::population::{ACCOUNT, Population};
use crate::process::to_its_end;
use crate::series::{Goal, Line, Series};
use crate::server::{store_in, write_key};

const TOKENS: u32 = 100_000;
const ROUNDS: usize = 3;
const KEY: [u8; 16] = [7; 16];
const MAC_KEY: [u8; 20] = [9; 20];

pub(crate) fn run() -> anyhow::Result<Vec<Line>> {
    let folder = folder::make()?;
    let file = folder.path().join("tokens.pskcxml");
    std::fs::write(&file, container()?)?;
    let key = folder.path().join("key");
    std::fs::write(&key, HEXLOWER.encode(&KEY))?;
    let (mut seconds, mut peaks) = (Series::default(), Series::default());
    for round in 0..ROUNDS {
        let data = folder.path().join(format!("data-{round}"));
        std::fs::create_dir(&data)?;
        drop(Population::make(&store_in(&data), 0, 0)?);
        write_key(&data)?;
        let mut import = Command::new(folder::program("secondkeyd")?);
        import.args(["token", "import"]).arg(&file).arg("--key-file").arg(&key);
        import.args(["--account", ACCOUNT, "--data-dir"]).arg(&data);
        let took = to_its_end(&mut import)?;
        seconds.push(took.millis / 1000.0);
        peaks.push(took.peak);
    }
    Ok(vec![
        Line::new("import of 100,000 hardware tokens", "s", &seconds, Goal::AtMost(10.0)),
        Line::new("its most memory", "MiB", &peaks, Goal::AtMost(200.0)),
    ])
}

/// Writes a container as RFC 6030, section 6.1, prints one.
fn container() -> anyhow::Result<String> {
    let cipher = "<xenc:EncryptionMethod \
         Algorithm=\"http://www.w3.org/2001/04/xmlenc#aes128-cbc\"/><xenc:CipherData>";
    let mut text = format!(
        "<KeyContainer Version=\"1.0\" xmlns=\"urn:ietf:params:xml:ns:keyprov:pskc\" \
         xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" \
         xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\">\
         <EncryptionKey><ds:KeyName>bench</ds:KeyName></EncryptionKey>\
         <MACMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#hmac-sha1\"><MACKey>{cipher}\
         <xenc:CipherValue>{}</xenc:CipherValue></xenc:CipherData></MACKey></MACMethod>\n",
        BASE64.encode(&seal(&MAC_KEY, 0)?)
    );
    for number in 1..=TOKENS {
        let mut seed = [3; 20];
        seed[..4].copy_from_slice(&number.to_be_bytes());
        let sealed = seal(&seed, number)?;
        let mac = <Hmac<Sha1> as KeyInit>::new_from_slice(&MAC_KEY)?.chain_update(&sealed);
        writeln!(
            text,
            "<KeyPackage><DeviceInfo><Manufacturer>Acme</Manufacturer>\
             <SerialNo>ACME{number:08}</SerialNo></DeviceInfo>\
             <Key Id=\"{number}\" Algorithm=\"urn:ietf:params:xml:ns:keyprov:pskc:totp\">\
             <AlgorithmParameters><ResponseFormat Length=\"6\" Encoding=\"DECIMAL\"/>\
             </AlgorithmParameters><Data><Secret><EncryptedValue>{cipher}\
             <xenc:CipherValue>{}</xenc:CipherValue></xenc:CipherData></EncryptedValue>\
             <ValueMAC>{}</ValueMAC></Secret><TimeInterval><PlainValue>30</PlainValue>\
             </TimeInterval></Data></Key></KeyPackage>",
            BASE64.encode(&sealed),
            BASE64.encode(&mac.finalize().into_bytes()),
        )?;
    }
    text.push_str("</KeyContainer>");
    Ok(text)
}

fn seal(plain: &[u8], number: u32) -> anyhow::Result<Vec<u8>> {
    let mut iv = [1; 16];
    iv[..4].copy_from_slice(&number.to_be_bytes());
    let cipher = cbc::Encryptor::<Aes128>::new_from_slices(&KEY, &iv)?;
    let body = cipher.encrypt_padded_vec::<Pkcs7>(plain);
    Ok([iv.as_slice(), &body].concat())
}
