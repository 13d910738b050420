//! What every page has at hand.

use std::net::IpAddr;
use std::sync::Arc;

use axum::http::HeaderMap;
use service::Service;

use super::origin::PublicUrl;
use super::visitor::forwarded_for;

/// Is the console, ready to be routed. Cloning it is cheap.
#[derive(Clone)]
pub struct Console(Arc<Inner>);

struct Inner {
    service: Service,
    public_url: PublicUrl,
    trusted_proxies: Vec<IpAddr>,
}

impl Console {
    /// Puts the parts together. Only `trusted_proxies` are believed when they
    /// say for whom they forward.
    pub fn new(service: Service, public_url: PublicUrl, trusted_proxies: Vec<IpAddr>) -> Self {
        Self(Arc::new(Inner { service, public_url, trusted_proxies }))
    }

    /// Returns where a request comes from, as far as trusted proxies tell.
    pub fn sender(&self, connected: IpAddr, headers: &HeaderMap) -> IpAddr {
        forwarded_for(|hop| self.trusts(hop), connected, headers)
    }

    pub(crate) fn service(&self) -> &Service {
        &self.0.service
    }

    pub(crate) fn public_url(&self) -> &PublicUrl {
        &self.0.public_url
    }

    pub(crate) fn trusts(&self, proxy: IpAddr) -> bool {
        self.0.trusted_proxies.contains(&proxy.to_canonical())
    }
}
