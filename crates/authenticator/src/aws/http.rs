//! HTTP for AWS's SDK: what leaves is encrypted or stays on this computer, what comes
//! back is bounded in length, and the certificates that count are those of the system,
//! or of the file that was named.

use std::fmt;

use aws_sdk_iam::config::SharedHttpClient;
use aws_sdk_iam::config::http::{HttpRequest, HttpResponse};
use aws_sdk_iam::config::{HttpClient, RuntimeComponents};
use aws_sdk_iam::error::ConnectorError;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_types::body::SdkBody;
use http_body_util::Limited;

use super::place::check;

/// The longest answer that is read, in bytes.
const MAX_ANSWER: usize = 8 * 1024 * 1024;

/// Makes the client; `roots` are certificates to trust in place of the system's.
pub(super) fn client(roots: Option<TrustStore>) -> SharedHttpClient {
    // A proxy is of no use on this computer itself.
    let plain = Builder::new().build_http();
    let sealed = Builder::new().build_with_connector_fn(move |settings, components| {
        let trust = roots.clone().unwrap_or_default();
        // Making a context of a trust store cannot fail; the default would be the same.
        let context = TlsContext::builder().with_trust_store(trust).build().unwrap_or_default();
        let mut connector = Connector::builder()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .tls_context(context)
            .proxy_config(ProxyConfig::from_env());
        connector.set_connector_settings(settings.cloned());
        if let Some(components) = components {
            connector.set_sleep_impl(components.sleep_impl());
        }
        connector.build()
    });
    SharedHttpClient::new(Client { plain, sealed })
}

/// Is the way out for all requests of the SDK: to IAM and STS, and to wherever
/// credentials come from.
#[derive(Debug)]
struct Client {
    plain: SharedHttpClient,
    sealed: SharedHttpClient,
}

impl HttpClient for Client {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Guard {
            plain: self.plain.clone(),
            sealed: self.sealed.clone(),
            settings: settings.clone(),
            components: components.clone(),
        })
    }
}

/// Looks at each request before it leaves. The certificates of the system are read
/// only where one leaves encrypted.
struct Guard {
    plain: SharedHttpClient,
    sealed: SharedHttpClient,
    settings: HttpConnectorSettings,
    components: RuntimeComponents,
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guard")
    }
}

impl HttpConnector for Guard {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let plain = request.uri().get(..5).is_some_and(|head| head.eq_ignore_ascii_case("http:"));
        let client = match check(request.uri()) {
            Ok(()) if plain => &self.plain,
            Ok(()) => &self.sealed,
            Err(reason) => {
                return HttpConnectorFuture::ready(Err(ConnectorError::user(reason.into())));
            }
        };
        let answer = client.http_connector(&self.settings, &self.components).call(request);
        HttpConnectorFuture::new(async move { answer.await.map(bounded) })
    }
}

fn bounded(answer: HttpResponse) -> HttpResponse {
    let mut answer = answer;
    let body = std::mem::replace(answer.body_mut(), SdkBody::taken());
    *answer.body_mut() = SdkBody::from_body_1_x(Limited::new(body, MAX_ANSWER));
    answer
}
