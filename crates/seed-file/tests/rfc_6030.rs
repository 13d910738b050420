//! The containers that RFC 6030 prints, as far as they are about tokens of ours,
//! and what must be refused in ones like them.

use seed_file::{Format, Limits, Protection, Refusal, SeedFile, Validity, read};
use zeroize::Zeroizing;

const KEY: &str = "12345678901234567890123456789012";

/// RFC 6030, section 6.1, figure 6, with TOTP for HOTP.
fn with_key() -> String {
    container(
        "<EncryptionKey><ds:KeyName>Pre-shared-key</ds:KeyName></EncryptionKey>",
        "ESIzRFVmd4iZABEiM0RVZgKn6WjLaTC1sbeBMSvIhRejN9vJa2BOlSaMrR7I5wSX",
        "AAECAwQFBgcICQoLDA0OD+cIHItlB3Wra1DUpxVvOx2lef1VmNPCMl8jwZqIUqGv",
        "Su+NvtQfmvfJzF6bmQiJqoLRExc=",
    )
}

/// RFC 6030, section 6.2, figure 7, likewise; its passphrase is "qwerty".
fn with_passphrase() -> String {
    container(
        "<EncryptionKey><xenc11:DerivedKey>
           <xenc11:KeyDerivationMethod
             Algorithm=\"http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#pbkdf2\">
             <pkcs5:PBKDF2-params>
               <Salt><Specified>Ej7/PEpyEpw=</Specified></Salt>
               <IterationCount>1000</IterationCount><KeyLength>16</KeyLength>
             </pkcs5:PBKDF2-params>
           </xenc11:KeyDerivationMethod>
           <xenc:ReferenceList><xenc:DataReference URI=\"#ED\"/></xenc:ReferenceList>
           <xenc11:MasterKeyName>My Password 1</xenc11:MasterKeyName>
         </xenc11:DerivedKey></EncryptionKey>",
        "2GTTnLwM3I4e5IO5FkufoOEiOhNj91fhKRQBtBJYluUDsPOLTfUvoU2dStyOwYZx",
        "oTvo+S22nsmS2Z/RtcoF8Hfh+jzMe0RkiafpoDpnoZTjPYZu6V+A4aEn032yCr4f",
        "LP6xMvjtypbfT9PdkJhBZ+D6O4w=",
    )
}

fn container(key: &str, mac_key: &str, secret: &str, mac: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<KeyContainer Version=\"1.0\" xmlns=\"urn:ietf:params:xml:ns:keyprov:pskc\"
  xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\"
  xmlns:xenc11=\"http://www.w3.org/2009/xmlenc11#\"
  xmlns:pkcs5=\"http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#\">
  {key}
  <MACMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#hmac-sha1\"><MACKey>
    <xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#aes128-cbc\"/>
    <xenc:CipherData><xenc:CipherValue>{mac_key}</xenc:CipherValue></xenc:CipherData>
  </MACKey></MACMethod>
  <KeyPackage>
    <DeviceInfo><Manufacturer>Manufacturer</Manufacturer><SerialNo>987654321</SerialNo></DeviceInfo>
    <CryptoModuleInfo><Id>CM_ID_001</Id></CryptoModuleInfo>
    <Key Id=\"12345678\" Algorithm=\"urn:ietf:params:xml:ns:keyprov:pskc:totp\">
      <Issuer>Issuer</Issuer>
      <AlgorithmParameters><ResponseFormat Length=\"6\" Encoding=\"DECIMAL\"/></AlgorithmParameters>
      <Data><Secret><EncryptedValue>
        <xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#aes128-cbc\"/>
        <xenc:CipherData><xenc:CipherValue>{secret}</xenc:CipherValue></xenc:CipherData>
      </EncryptedValue><ValueMAC>{mac}</ValueMAC></Secret></Data>
    </Key>
  </KeyPackage>
</KeyContainer>"
    )
}

/// Tokens as a maker delivers them in a container that something else protects.
fn plain(keys: &str) -> String {
    format!(
        "<pskc:KeyContainer Version=\"1.0\" xmlns:pskc=\"urn:ietf:params:xml:ns:keyprov:pskc\">
         {keys}</pskc:KeyContainer>"
    )
}

fn package(serial: &str, algorithm: &str, parameters: &str, data: &str) -> String {
    format!(
        "<pskc:KeyPackage><pskc:DeviceInfo><pskc:Manufacturer>Acme</pskc:Manufacturer>
         <pskc:SerialNo>{serial}</pskc:SerialNo><pskc:Model>T1</pskc:Model></pskc:DeviceInfo>
         <pskc:Key Id=\"1\" Algorithm=\"urn:ietf:params:xml:ns:keyprov:pskc:{algorithm}\">
         <pskc:AlgorithmParameters>{parameters}</pskc:AlgorithmParameters><pskc:Data>
         <pskc:Secret><pskc:PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</pskc:PlainValue></pskc:Secret>
         {data}</pskc:Data></pskc:Key></pskc:KeyPackage>"
    )
}

fn key(hex: &str) -> Protection {
    Protection::Key(Zeroizing::new(hex.to_owned()))
}

fn passphrase(text: &str) -> Protection {
    Protection::Passphrase(Zeroizing::new(text.to_owned()))
}

fn open(text: &str, protection: &Protection) -> Result<SeedFile, Refusal> {
    read(text.as_bytes(), protection, Limits::FORM)
}

fn only_seed(file: &SeedFile) -> &[u8] {
    let [token] = file.tokens.as_slice() else { return &[] };
    token.totp.seed.expose()
}

#[test]
fn figure_6_opens_with_its_pre_shared_key() {
    let file = open(&with_key(), &key(KEY)).unwrap();
    assert_eq!(only_seed(&file), b"12345678901234567890");
    assert_eq!((file.format, file.tokens[0].serial.as_str()), (Format::Pskc, "987654321"));
    assert_eq!(file.tokens[0].model.as_deref(), Some("Manufacturer"));
}

#[test]
fn figure_7_opens_with_its_passphrase() {
    let file = open(&with_passphrase(), &passphrase("qwerty")).unwrap();
    assert_eq!(only_seed(&file), b"12345678901234567890");
}

#[test]
fn a_wrong_or_missing_key_is_said_and_nothing_comes_out() {
    let wrong = key(&KEY.replace('9', "8"));
    assert!(matches!(open(&with_key(), &wrong), Err(Refusal::WrongKey(_))));
    assert!(matches!(open(&with_passphrase(), &passphrase("qwertz")), Err(Refusal::WrongKey(_))));
    assert_eq!(
        open(&with_key(), &Protection::None).unwrap_err(),
        Refusal::KeyNeeded(Some("Pre-shared-key".to_owned()))
    );
    assert_eq!(
        open(&with_key(), &passphrase("x")).unwrap_err().to_string(),
        "the seeds are encrypted with a pre-shared key named \"Pre-shared-key\": give the key, in hexadecimal"
    );
    assert_eq!(open(&with_passphrase(), &key(KEY)).unwrap_err(), Refusal::PassphraseNeeded);
    for hex in ["", "12", "zz345678901234567890123456789012", &KEY.repeat(2)] {
        assert_eq!(
            open(&with_key(), &key(hex)).unwrap_err(),
            Refusal::MalformedKey { wanted: 16 },
            "{hex}"
        );
    }
}

#[test]
fn a_changed_value_or_mac_is_refused_before_it_is_decrypted() {
    let good = with_key();
    for (from, to) in [
        ("AAECAwQF", "AAECAwQG"),
        ("IUqGv<", "IUqGw<"),
        ("Su+NvtQf", "Su+NvtQg"),
        // A MAC that is cut short proves nothing.
        ("Su+NvtQfmvfJzF6bmQiJqoLRExc=", "Su+NvtQfmvfJzF6bmQ=="),
        ("<ValueMAC>Su+NvtQfmvfJzF6bmQiJqoLRExc=</ValueMAC>", "<ValueMAC></ValueMAC>"),
    ] {
        let changed = good.replace(from, to);
        assert_ne!(changed, good);
        let refusal = open(&changed, &key(KEY)).unwrap_err();
        assert_eq!(refusal, Refusal::WrongKey(Some("987654321".to_owned())), "{from}");
    }
}

#[test]
fn an_encrypted_seed_without_a_mac_is_refused() {
    let without = with_key().replace("<ValueMAC>Su+NvtQfmvfJzF6bmQiJqoLRExc=</ValueMAC>", "");
    assert_eq!(open(&without, &key(KEY)).unwrap_err(), Refusal::NoMac("987654321".to_owned()));
    let (begin, end) = (without.find("<MACMethod").unwrap(), without.find("</MACMethod>").unwrap());
    let without = format!("{}{}", &without[..begin], &without[end + "</MACMethod>".len()..]);
    assert!(matches!(open(&without, &key(KEY)), Err(Refusal::Damaged(_))));
}

#[test]
fn an_open_seed_among_encrypted_ones_is_refused() {
    let smuggled = "<KeyPackage><DeviceInfo><SerialNo>111222333</SerialNo></DeviceInfo>
        <Key Id=\"2\" Algorithm=\"urn:ietf:params:xml:ns:keyprov:pskc:totp\"><Data><Secret>
        <PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret></Data></Key></KeyPackage>
        </KeyContainer>";
    let file = with_key().replace("</KeyContainer>", smuggled);
    let first =
        with_key().replace("<KeyPackage>", &smuggled.replace("</KeyContainer>", "<KeyPackage>"));
    for file in [file, first] {
        let refusal = open(&file, &key(KEY)).unwrap_err();
        assert!(matches!(refusal, Refusal::Token { serial, .. } if serial == "111222333"));
    }
}

#[test]
fn algorithms_that_are_not_built_in_are_named() {
    for (from, to) in
        [("xmlenc#aes128-cbc", "xmlenc#tripledes-cbc"), ("xmldsig#hmac-sha1", "xmldsig#hmac-md5")]
    {
        let refusal = open(&with_key().replace(from, to), &key(KEY)).unwrap_err();
        let named = to.split('#').nth(1).unwrap();
        assert!(
            matches!(&refusal, Refusal::Unsupported { what, .. } if what == named),
            "{refusal}"
        );
    }
    let scrypt = with_passphrase().replace("pkcs-5v2-0#pbkdf2", "x#scrypt");
    assert!(matches!(open(&scrypt, &passphrase("qwerty")), Err(Refusal::Unsupported { .. })));
}

#[test]
fn hours_of_key_derivation_are_refused_unstarted() {
    let costly = with_passphrase().replace(">1000<", ">2000000000<");
    assert!(matches!(open(&costly, &passphrase("qwerty")), Err(Refusal::TooLarge(_))));
    for rounds in ["0", "-1", "1e9", ""] {
        let broken = with_passphrase().replace(">1000<", &format!(">{rounds}<"));
        assert!(matches!(open(&broken, &passphrase("qwerty")), Err(Refusal::Damaged(_))));
    }
}

#[test]
fn what_a_token_is_made_of_is_read() {
    let parameters = "<pskc:Suite>HMAC-SHA256</pskc:Suite>
        <pskc:ResponseFormat Length=\"6\" Encoding=\"DECIMAL\"/>";
    let data = "<pskc:Time><pskc:PlainValue>0</pskc:PlainValue></pskc:Time>
        <pskc:TimeInterval><pskc:PlainValue>60</pskc:PlainValue></pskc:TimeInterval>
        <pskc:TimeDrift><pskc:PlainValue>-4</pskc:PlainValue></pskc:TimeDrift>";
    let file = open(&plain(&package("GAHT12345678", "totp", parameters, data)), &Protection::None);
    let file = file.unwrap();
    let token = &file.tokens[0];
    assert!(file.format.reveals_seeds());
    assert_eq!(token.totp.algorithm, otp::Algorithm::Sha256);
    assert_eq!((token.totp.period.seconds(), token.drift), (60, -4));
    assert_eq!(token.model.as_deref(), Some("Acme T1"));
}

#[test]
fn tokens_of_no_use_are_listed_with_the_reason() {
    let eight = "<pskc:ResponseFormat Length=\"8\" Encoding=\"DECIMAL\"/>";
    let hex = "<pskc:ResponseFormat Length=\"6\" Encoding=\"HEXADECIMAL\"/>";
    let slow = "<pskc:TimeInterval><pskc:PlainValue>45</pskc:PlainValue></pskc:TimeInterval>";
    let late = "<pskc:Time><pskc:PlainValue>86400</pskc:PlainValue></pskc:Time>";
    let keys = [
        package("000000001", "hotp", "", ""),
        package("000000002", "ocra", "", ""),
        package("000000003", "totp", eight, ""),
        package("000000004", "totp", hex, ""),
        package("000000005", "totp", "", slow),
        package("000000006", "totp", "", late),
        package("000000007", "totp", "<pskc:Suite>HMAC-MD5</pskc:Suite>", ""),
        package("000000008", "totp", "", ""),
    ];
    let file = open(&plain(&keys.concat()), &Protection::None).unwrap();
    let skipped: Vec<&str> = file.skipped.iter().map(|s| s.serial.as_str()).collect();
    assert_eq!(file.tokens.len(), 1);
    assert_eq!(skipped.len(), 7, "{:?}", file.skipped);
    assert!(file.skipped[2].reason.contains("8 digits"));
}

/// RFC 6030, section 5: dates, usages, PINs, and what nobody understands.
#[test]
fn what_the_maker_permits_is_kept_to() {
    let with = |policy: &str| {
        let token = package("000000001", "totp", "", "");
        let policy = format!("<pskc:Policy>{policy}</pskc:Policy></pskc:Key>");
        let text = plain(&token.replace("</pskc:Key>", &policy));
        open(&text, &Protection::None).unwrap()
    };
    let dates = "<pskc:StartDate>2006-05-01T00:00:00Z</pskc:StartDate>
        <pskc:ExpiryDate>2026-05-31T00:00:00Z</pskc:ExpiryDate>";
    for (policy, validity) in [
        ("", Validity::default()),
        ("<pskc:KeyUsage>OTP</pskc:KeyUsage>", Validity::default()),
        (
            "<pskc:KeyUsage>CR</pskc:KeyUsage><pskc:KeyUsage>OTP</pskc:KeyUsage>",
            Validity::default(),
        ),
        // Figure 5: the token itself asks for the PIN.
        (
            "<pskc:PINPolicy MinLength=\"4\" MaxLength=\"4\" PINKeyId=\"123456781\"
               PINEncoding=\"DECIMAL\" PINUsageMode=\"Local\"/>
             <pskc:KeyUsage>OTP</pskc:KeyUsage>",
            Validity::default(),
        ),
        (dates, Validity { from: Some(1_146_441_600), until: Some(1_780_185_600) }),
    ] {
        let file = with(policy);
        assert_eq!((file.tokens.len(), &*file.skipped), (1, &[][..]), "{policy}");
        assert_eq!(file.tokens[0].validity, validity, "{policy}");
    }
    for (policy, why) in [
        ("<pskc:KeyUsage>CR</pskc:KeyUsage>", "other uses"),
        ("<pskc:KeyUsage>Encrypt</pskc:KeyUsage><pskc:KeyUsage>otp</pskc:KeyUsage>", "other uses"),
        ("<pskc:NumberOfTransactions>9</pskc:NumberOfTransactions>", "so many uses"),
        ("<pskc:PINPolicy PINUsageMode=\"Append\"/>", "PIN"),
        ("<pskc:PINPolicy MinLength=\"4\"/>", "PIN"),
        ("<pskc:ExpiryDate>soon</pskc:ExpiryDate>", "dates"),
        ("<pskc:StartDate/>", "dates"),
        ("<pskc:Geofence>here</pskc:Geofence>", "\"Geofence\""),
        ("<x:KeyUsage xmlns:x=\"urn:x\">OTP</x:KeyUsage>", "\"KeyUsage\""),
        ("<pskc:KeyUsage>OTP<pskc:Deep/></pskc:KeyUsage>", "\"Deep\""),
    ] {
        let file = with(policy);
        let [skipped] = file.skipped.as_slice() else { panic!("{policy}") };
        assert!(file.tokens.is_empty() && skipped.reason.contains(why), "{}", skipped.reason);
    }
}

/// The device's own dates count as the key's do, and the narrower ones win.
#[test]
fn the_dates_of_the_device_count_as_well() {
    let token = package("000000001", "totp", "", "");
    let dates = "<pskc:ExpiryDate>2020-01-01T00:00:00Z</pskc:ExpiryDate></pskc:DeviceInfo>";
    let policy = "<pskc:Policy><pskc:ExpiryDate>2030-01-01T00:00:00Z</pskc:ExpiryDate>
        </pskc:Policy></pskc:Key>";
    let text = token.replace("</pskc:DeviceInfo>", dates).replace("</pskc:Key>", policy);
    let file = open(&plain(&text), &Protection::None).unwrap();
    assert_eq!(file.tokens[0].validity, Validity { from: None, until: Some(1_577_836_800) });
}

#[test]
fn a_serial_number_that_stands_twice_spoils_the_file() {
    let keys = [package("ABC000001", "totp", "", ""), package("abc000001", "hotp", "", "")];
    let refusal = open(&plain(&keys.concat()), &Protection::None).unwrap_err();
    assert_eq!(refusal, Refusal::Duplicate("abc000001".to_owned()));
}

#[test]
fn hostile_containers_are_refused_with_a_reason() {
    let deep = format!("{}{}", "<a>".repeat(100), "</a>".repeat(100));
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>
        <KeyContainer Version=\"1.0\">&b;</KeyContainer>";
    let good = plain(&package("000000001", "totp", "", ""));
    for text in [
        "<",
        "<KeyContainer",
        "<KeyContainer Version=\"1.0\">",
        "<html></html>",
        "<KeyContainer></KeyContainer>",
        "<KeyContainer Version=\"2.0\"></KeyContainer>",
        &good.replace("<pskc:SerialNo>000000001</pskc:SerialNo>", "").replace(" Id=\"1\"", ""),
        &good.replace("<pskc:PlainValue>MTIz", "<pskc:PlainValue>!!!!"),
        &good.replace("MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=", "&secret;"),
        &good.replace("pskc:Secret>", "pskc:Nothing>"),
        &plain(&deep),
        bomb,
    ] {
        let refusal = open(text, &Protection::None).unwrap_err();
        assert!(!refusal.to_string().contains("MTIz"), "{refusal}");
    }
    // An empty container is sound, and holds nothing.
    assert!(open(&plain(""), &Protection::None).unwrap().tokens.is_empty());
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    let good = with_key();
    for end in 0..good.len() {
        assert!(open(&good[..end], &key(KEY)).is_err(), "cut at {end}");
    }
}

#[test]
fn more_than_is_taken_at_once_is_refused() {
    let many: String = (0..1001).map(|n| package(&format!("{n:09}"), "totp", "", "")).collect();
    assert!(matches!(open(&plain(&many), &Protection::None), Err(Refusal::TooLarge(_))));
    let long = " ".repeat(600 << 10);
    assert!(matches!(open(&long, &Protection::None), Err(Refusal::TooLarge(_))));
}
