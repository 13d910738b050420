//! The certificates that are trusted in place of the system's, where a file of them was
//! named. Each one is read before it is used.

use std::path::Path;

use aws_smithy_http_client::tls::TrustStore;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::failure::Failure;

/// Reads a file of certificates.
pub(super) fn read(path: &Path) -> Result<TrustStore, Failure> {
    let cannot = |reason: &str| {
        Failure::new(format!("cannot use the certificates in {}: {reason}", path.display()))
    };
    let bytes = vault::read_foreign(path)?;
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&bytes) {
        let certificate = certificate.map_err(|_| cannot("it is not PEM"))?;
        roots.add(certificate).map_err(|_| cannot("one of them is damaged"))?;
    }
    if roots.is_empty() {
        return Err(cannot("there are none in it"));
    }
    Ok(TrustStore::empty().with_pem_certificate(bytes.to_vec()))
}
