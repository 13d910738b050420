//! Public keys, kept as the authenticators write them: COSE keys in CBOR (RFC
//! 9053), which any other implementation reads as well.

use std::collections::BTreeMap;

use serde_cbor_2::Value;
use webauthn_rs_core::proto::{COSEKey, COSEKeyType};

use crate::Fault;

/// Is the public key of a credential, as a COSE key in CBOR.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey(Vec<u8>);

impl PublicKey {
    /// Takes the bytes of a COSE key. They are looked at when the key is used.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// Returns the bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Writes a key in the order that CTAP2 asks for.
    pub(crate) fn of(key: &COSEKey) -> Result<Self, Fault> {
        let mut fields = BTreeMap::new();
        let mut set = |label: i128, value: Value| fields.insert(Value::Integer(label), value);
        set(3, Value::Integer(i128::from(key.type_ as i64)));
        match &key.key {
            COSEKeyType::EC_EC2(ec) => {
                set(1, Value::Integer(2));
                set(-1, Value::Integer(i128::from(ec.curve.clone() as u8)));
                set(-2, Value::Bytes(ec.x.clone()));
                set(-3, Value::Bytes(ec.y.clone()));
            }
            COSEKeyType::RSA(rsa) => {
                set(1, Value::Integer(3));
                set(-1, Value::Bytes(rsa.n.clone()));
                set(-2, Value::Bytes(rsa.e.to_vec()));
            }
            COSEKeyType::EC_OKP(_) => return Err(Fault::UnfitKey),
        }
        serde_cbor_2::to_vec(&Value::Map(fields)).map(Self).map_err(|_| Fault::UnfitKey)
    }

    /// Reads the key, and checks that it is a point on its curve.
    pub(crate) fn read(&self) -> Result<COSEKey, Fault> {
        let value: Value = serde_cbor_2::from_slice(&self.0).map_err(|_| Fault::UnfitKey)?;
        COSEKey::try_from(&value).map_err(|_| Fault::UnfitKey)
    }
}
